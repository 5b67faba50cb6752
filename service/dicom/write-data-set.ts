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
  const { PixelData: pixels, ...described } = dataSet;
  const natural = { SpecificCharacterSet: 'ISO_IR 192', ...structuredClone(described), _vrMap: { ...vrs } };
  const dict = new data.DicomDict({});
  dict.dict = data.DicomMetaDictionary.denaturalizeDataset(natural);
  const file = Buffer.from(dict.write({ allowInvalidVRLength: false }));
  // dcmjs writes its own meta information; ours replaces it, so that every object of the node is laid out alike.
  const parts = [part10Header(meta), file.subarray(metaLength(file))];
  if (pixels instanceof ArrayBuffer) parts.push(pixelDataHeader(vrs.PixelData, pixels), Buffer.from(pixels));
  else if (pixels !== undefined) throw new TypeError('PixelData is not an ArrayBuffer.');
  return Buffer.concat(parts);
}

/**
 * (7FE0,0010), the last element of all that is written here (elements ascend by tag, PS3.5 §7.1). dcmjs would copy its value
 * again and again while its buffer grows, which takes longer than all else about a document.
 */
function pixelDataHeader(vr: string, { byteLength }: ArrayBuffer): Buffer {
  const header = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.write(vr, 4, 'latin1');
  header.writeUInt32LE(byteLength, 8);
  return header;
}

/** Bytes before the data set in a file that dcmjs wrote: its group length is right. */
function metaLength(file: Buffer): number {
  return 132 + 12 + file.readUInt32LE(132 + 8);
}
