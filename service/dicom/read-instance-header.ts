/**
 * InstanceHeader from the first part of a data set. UIDs are checked as they were sent, byte for byte: what is stored
 * under a cleaned-up UID could never be asked for again.
 */
import { CambiumError } from '../errors/registry.js';
import type { DataSet } from './data-set.js';
import { readDataSet } from './data-set-reader.js';
import type { InstanceHeader, Vector3 } from './instance-header.js';
import { transferSyntax } from './transfer-syntax.js';
import { isUid, type SeriesInstanceUid, type SopInstanceUid, type StudyInstanceUid } from './uid.js';

/** Enough for every attribute a decision rests on; what lies behind (pixels, per-frame groups) is read when it is needed. */
export const HEADER_BYTES = 128 * 1024;

/** First tag past the attributes of interest: (0029,0000). Group 0028 is the last one read. */
const END_OF_HEADER = 0x00290000;

/**
 * @param start the first `HEADER_BYTES` of the data set, or all of it.
 * @throws CambiumError `instance.unreadable`, `instance.uid-invalid`
 */
export function readInstanceHeader(start: Buffer, transferSyntaxUid: string): InstanceHeader {
  return instanceHeader(readHeaderElements(start, transferSyntaxUid), transferSyntaxUid);
}

/** The elements a header is made of; `truncated` if the bytes end before the last of them. @throws CambiumError `instance.unreadable` */
export function readHeaderElements(start: Buffer, transferSyntaxUid: string): DataSet {
  return readDataSet(start, transferSyntaxUid, { extent: 'start', before: END_OF_HEADER });
}

/** @throws CambiumError `instance.uid-invalid` */
export function instanceHeader(dataSet: DataSet, transferSyntaxUid: string): InstanceHeader {
  const orientation = dataSet.numbers(0x00200037);
  const spacing = dataSet.numbers(0x00280030);
  return {
    sopClassUid: requiredUid(dataSet, 0x00080016, 'SOP Class UID'),
    sopInstanceUid: requiredUid(dataSet, 0x00080018, 'SOP Instance UID') as SopInstanceUid,
    studyInstanceUid: requiredUid(dataSet, 0x0020000d, 'Study Instance UID') as StudyInstanceUid,
    seriesInstanceUid: requiredUid(dataSet, 0x0020000e, 'Series Instance UID') as SeriesInstanceUid,
    transferSyntaxUid,
    modality: dataSet.ascii(0x00080060) ?? '',
    imageType: dataSet.asciiValues(0x00080008),
    seriesNumber: dataSet.number(0x00200011),
    seriesDescription: dataSet.text(0x0008103e) || undefined,
    instanceNumber: dataSet.number(0x00200013),
    acquisitionNumber: dataSet.number(0x00200012),
    manufacturer: dataSet.text(0x00080070) || undefined,
    manufacturerModelName: dataSet.text(0x00081090) || undefined,
    bodyPartExamined: dataSet.ascii(0x00180015) || undefined,
    convolutionKernel: dataSet.ascii(0x00181210) || undefined,
    contrastBolusAgent: dataSet.text(0x00180010) || undefined,
    frameOfReferenceUid: dataSet.ascii(0x00200052) || undefined,
    rows: dataSet.uint16(0x00280010),
    columns: dataSet.uint16(0x00280011),
    numberOfFrames: dataSet.number(0x00280008),
    imagePosition: vector(dataSet, 0x00200032),
    imageOrientation:
      orientation?.length === 6 ? (orientation as unknown as InstanceHeader['imageOrientation']) : undefined,
    pixelSpacing: spacing?.length === 2 ? [spacing[0], spacing[1]] : undefined,
    sliceThickness: dataSet.number(0x00180050),
    rescaleType: dataSet.ascii(0x00281054) || undefined,
    burnedInAnnotation: dataSet.ascii(0x00280301) === 'YES' || undefined,
    lossy: dataSet.ascii(0x00282110) === '01' || (transferSyntax(transferSyntaxUid)?.lossy ?? false),
  };
}

function vector(dataSet: DataSet, tag: number): Vector3 | undefined {
  const values = dataSet.numbers(tag);
  return values?.length === 3 ? [values[0], values[1], values[2]] : undefined;
}

function requiredUid(dataSet: DataSet, tag: number, name: string): string {
  // Only the one padding byte that PS3.5 §9.1 allows is taken off, never anything inside.
  const sent = dataSet.bytes(tag)?.toString('latin1') ?? '';
  const text = sent.replace(/[\0 ]$/, '');
  if (!isUid(text)) throw new CambiumError('instance.uid-invalid', `${name}: ${text === '' ? 'empty' : 'malformed'}.`);
  return text;
}
