/** DIMSE status codes that this node sends or understands (PS3.7 Annex C, PS3.4 §B.2.3). Codes are looked up here, never typed. */
import { type ErrorCode, errorEntry } from '../errors/registry.js';

export type DimseStatus = number;

export const SUCCESS: DimseStatus = 0x0000;
/** For a refusal whose registry entry names no status of its own. */
export const PROCESSING_FAILURE: DimseStatus = 0x0110;
/** An N-ACTION about an instance other than the one there is. */
export const NO_SUCH_OBJECT_INSTANCE: DimseStatus = 0x0112;
/** An N-EVENT-REPORT of an event that this node does not know. */
export const NO_SUCH_EVENT_TYPE: DimseStatus = 0x0113;
/** Information of an action or event that cannot be understood. */
export const INVALID_ARGUMENT_VALUE: DimseStatus = 0x0115;
/** A C-STORE in a Presentation Context that is not one of storage. */
export const SOP_CLASS_NOT_SUPPORTED: DimseStatus = 0x0122;
/** An N-ACTION that this node does not know. */
export const NO_SUCH_ACTION: DimseStatus = 0x0123;
/** An operation that this node does not perform. */
export const UNRECOGNIZED_OPERATION: DimseStatus = 0x0211;
/** Information of an action or event that is larger than any this node takes. */
export const RESOURCE_LIMITATION: DimseStatus = 0x0213;

export type StatusClass = 'success' | 'warning' | 'out-of-resources' | 'pending' | 'failure';

const RANGES: readonly { readonly from: number; readonly to: number; readonly class: StatusClass }[] = [
  { from: 0x0000, to: 0x0000, class: 'success' },
  { from: 0x0001, to: 0x0001, class: 'warning' },
  { from: 0x0107, to: 0x0107, class: 'warning' },
  { from: 0x0116, to: 0x0116, class: 'warning' },
  { from: 0xb000, to: 0xbfff, class: 'warning' },
  { from: 0x0213, to: 0x0213, class: 'out-of-resources' },
  { from: 0xa700, to: 0xa7ff, class: 'out-of-resources' },
  { from: 0xff00, to: 0xff01, class: 'pending' },
];

/**
 * What a response's status means for the one who asked. Of a C-STORE, Success and Warning are stored. Out of Resources may
 * be tried again. Pending is not the last response (PS3.4 §C.4.1.1.4).
 */
export function statusClass(status: DimseStatus): StatusClass {
  return RANGES.find(({ from, to }) => status >= from && status <= to)?.class ?? 'failure';
}

/** The status a peer is told for a registered error. */
export function statusOf(code: ErrorCode): DimseStatus {
  return errorEntry(code).dimse ?? PROCESSING_FAILURE;
}

/** A status as conformance statements write it, such as 0xa700. */
export function statusText(status: DimseStatus): string {
  return `0x${status.toString(16).padStart(4, '0')}`;
}
