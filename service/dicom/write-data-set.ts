/**
 * Writes the objects this product makes (SR, Secondary Capture, generated CT), and never a received one. The only file that
 * knows dcmjs: it encodes a naturalised data set as a Part 10 file in Explicit VR Little Endian, text in ISO_IR 192.
 */
import { data, log } from 'dcmjs';
import { type FileMeta, part10Header } from './part10.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from './transfer-syntax.js';

/** A naturalised data set: keywords of PS3.6 to values; sequences are arrays of the same. */
export type NaturalDataSet = { readonly [keyword: string]: NaturalValue };
export type NaturalValue = string | number | readonly (string | number)[] | readonly NaturalDataSet[] | ArrayBuffer;

// dcmjs prints values it finds odd, which may be a patient's.
log.setLevel('silent');

/**
 * The Part 10 file of a data set. The same data set gives the same bytes.
 * @param dataSet `PixelData`, if there, is an ArrayBuffer of even length; its VR is named in `vrs`.
 */
export function writePart10(dataSet: NaturalDataSet, vrs: Readonly<Record<string, string>> = {}): Buffer {
  const meta: FileMeta = {
    sopClassUid: String(dataSet.SOPClassUID),
    sopInstanceUid: String(dataSet.SOPInstanceUID),
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  };
  const natural = { SpecificCharacterSet: 'ISO_IR 192', ...structuredClone(dataSet), _vrMap: { ...vrs } };
  const dict = new data.DicomDict({});
  dict.dict = data.DicomMetaDictionary.denaturalizeDataset(natural);
  const file = Buffer.from(dict.write({ allowInvalidVRLength: false }));
  // dcmjs writes its own meta information; ours replaces it, so that every object of the node is laid out alike.
  return Buffer.concat([part10Header(meta), file.subarray(metaLength(file))]);
}

/** Bytes before the data set in a file that dcmjs wrote: its group length is right. */
function metaLength(file: Buffer): number {
  return 132 + 12 + file.readUInt32LE(132 + 8);
}
