/**
 * Data sets of Storage Commitment: the Action Information of N-ACTION (PS3.4 Table J.3-1) and the Event Information of
 * N-EVENT-REPORT (Table J.3-2), both ways between bytes and what they say, in Implicit or Explicit VR Little Endian.
 * UIDs are handed on as they came, without padding and unchecked.
 */
import type { DataSet } from '../../service/dicom/data-set.js';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { CommitmentReport, CommitmentRequest, SopReference } from '../../service/ports/storage-commitment.js';

/** Action Type ID (PS3.4 §J.3.2.1.1) and Event Type IDs (§J.3.3.1.1). */
export const REQUEST_COMMITMENT = 1;
export const EVENT_TYPE = { allCommitted: 1, failuresExist: 2 } as const;

const TAG = {
  referencedSopClassUid: 0x00081150,
  referencedSopInstanceUid: 0x00081155,
  transactionUid: 0x00081195,
  failureReason: 0x00081197,
  failedSopSequence: 0x00081198,
  referencedSopSequence: 0x00081199,
} as const;
const ITEM = 0xfffee000;

export function eventTypeOf({ failed }: CommitmentReport): number {
  return failed.length > 0 ? EVENT_TYPE.failuresExist : EVENT_TYPE.allCommitted;
}

export function encodeActionInformation(request: CommitmentRequest, transferSyntaxUid: string): Buffer {
  const { uid, sequence, reference } = writerFor(transferSyntaxUid);
  return Buffer.concat([
    uid(TAG.transactionUid, request.transactionUid),
    sequence(TAG.referencedSopSequence, request.references.map(reference)),
  ]);
}

export function encodeEventInformation(report: CommitmentReport, transferSyntaxUid: string): Buffer {
  const { uid, uint16, sequence, reference } = writerFor(transferSyntaxUid);
  const failed = report.failed.map((each) => Buffer.concat([reference(each), uint16(TAG.failureReason, each.reason)]));
  // A sequence without items is left out: neither may be empty where it is present (Table J.3-2, both 1C).
  return Buffer.concat([
    uid(TAG.transactionUid, report.transactionUid),
    ...(failed.length > 0 ? [sequence(TAG.failedSopSequence, failed)] : []),
    ...(report.committed.length > 0 ? [sequence(TAG.referencedSopSequence, report.committed.map(reference))] : []),
  ]);
}

/** @throws CambiumError `instance.unreadable` */
export function decodeActionInformation(bytes: Buffer, transferSyntaxUid: string): CommitmentRequest {
  const dataSet = readDataSet(bytes, transferSyntaxUid, { extent: 'whole' });
  return { transactionUid: transactionUid(dataSet), references: references(dataSet) };
}

/** @throws CambiumError `instance.unreadable` */
export function decodeEventInformation(bytes: Buffer, transferSyntaxUid: string): CommitmentReport {
  const dataSet = readDataSet(bytes, transferSyntaxUid, { extent: 'whole' });
  const failed = dataSet.items(TAG.failedSopSequence).map((item) => ({
    ...referenceOf(item),
    // Without its reason a failure is still one.
    reason: item.uint16(TAG.failureReason) ?? 0,
  }));
  return { transactionUid: transactionUid(dataSet), committed: references(dataSet), failed };
}

function transactionUid(dataSet: DataSet): string {
  const found = dataSet.ascii(TAG.transactionUid);
  if (!found) throw new CambiumError('instance.unreadable', 'It has no Transaction UID.');
  return found;
}

function references(dataSet: DataSet): readonly SopReference[] {
  return dataSet.items(TAG.referencedSopSequence).map(referenceOf);
}

function referenceOf(item: DataSet): SopReference {
  return {
    sopClassUid: item.ascii(TAG.referencedSopClassUid) ?? '',
    sopInstanceUid: item.ascii(TAG.referencedSopInstanceUid) ?? '',
  };
}

function writerFor(transferSyntaxUid: string) {
  const element = transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN ? explicitElement : implicitElement;
  const uid = (tag: number, text: string) =>
    element(tag, 'UI', Buffer.from(text.length & 1 ? `${text}\0` : text, 'latin1'));
  const uint16 = (tag: number, value: number) => element(tag, 'US', Buffer.from([value & 0xff, value >> 8]));
  const sequence = (tag: number, items: readonly Buffer[]) =>
    element(tag, 'SQ', Buffer.concat(items.flatMap((item) => [implicitHeader(ITEM, item.length), item])));
  const reference = ({ sopClassUid, sopInstanceUid }: SopReference) =>
    Buffer.concat([uid(TAG.referencedSopClassUid, sopClassUid), uid(TAG.referencedSopInstanceUid, sopInstanceUid)]);
  return { uid, uint16, sequence, reference };
}

type Vr = 'UI' | 'US' | 'SQ';

function implicitElement(tag: number, _vr: Vr, value: Buffer): Buffer {
  return Buffer.concat([implicitHeader(tag, value.length), value]);
}

/** PS3.5 §7.1.2: two bytes of length, four behind two reserved ones for a sequence. */
function explicitElement(tag: number, vr: Vr, value: Buffer): Buffer {
  const header = Buffer.alloc(vr === 'SQ' ? 12 : 8);
  writeTag(header, tag);
  header.write(vr, 4, 'latin1');
  if (vr === 'SQ') header.writeUInt32LE(value.length, 8);
  else header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}

function implicitHeader(tag: number, length: number): Buffer {
  const header = Buffer.alloc(8);
  writeTag(header, tag);
  header.writeUInt32LE(length, 4);
  return header;
}

function writeTag(header: Buffer, tag: number): void {
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
}
