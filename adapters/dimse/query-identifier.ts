/**
 * Identifiers of a C-FIND at the IMAGE level of the Study Root (PS3.4 §C.4.1.1.3), in Implicit VR Little Endian: what we ask
 * for as bytes, and which instance a response names.
 */
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { implicitHeader } from '../../service/dicom/implicit-vr.js';
import { IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import type { FindKey } from '../../service/ports/storage-commitment.js';

const TAG = {
  sopInstanceUid: 0x00080018,
  queryRetrieveLevel: 0x00080052,
  studyInstanceUid: 0x0020000d,
  seriesInstanceUid: 0x0020000e,
} as const;

export interface Query {
  readonly series: Pick<FindKey, 'studyInstanceUid' | 'seriesInstanceUid'>;
  /** SOP Instance UIDs: one, or several by UID list matching (PS3.4 §C.2.2.2.2). */
  readonly uids: readonly string[];
}

export function encodeIdentifier({ series, uids }: Query): Buffer {
  return Buffer.concat([
    element(TAG.sopInstanceUid, uids.join('\\'), '\0'),
    element(TAG.queryRetrieveLevel, 'IMAGE', ' '),
    element(TAG.studyInstanceUid, series.studyInstanceUid, '\0'),
    element(TAG.seriesInstanceUid, series.seriesInstanceUid, '\0'),
  ]);
}

/** The SOP Instance UID of a response; undefined if it names none. @throws CambiumError `instance.unreadable` */
export function sopInstanceIn(identifier: Buffer): string | undefined {
  return readDataSet(identifier, IMPLICIT_VR_LITTLE_ENDIAN, { extent: 'whole' }).ascii(TAG.sopInstanceUid);
}

function element(tag: number, text: string, padding: '\0' | ' '): Buffer {
  const value = Buffer.from(text.length & 1 ? text + padding : text, 'latin1');
  return Buffer.concat([implicitHeader(tag, value.length), value]);
}
