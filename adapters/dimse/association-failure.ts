/** Why an association that we asked for did not come about, did not last, or gave no Success: each with its registered code. */
import { type DimseStatus, statusClass, statusText } from '../../service/dicom/dimse-status.js';
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';

/** The peer rejected the association (A-ASSOCIATE-RJ). */
export class AssociationRejected extends Error {
  override readonly name = 'AssociationRejected';
}

/** No connection could be made. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const CODES = [
  [Unreachable, 'delivery.unreachable'],
  [AssociationRejected, 'delivery.association-rejected'],
  [ConnectionEnded, 'delivery.aborted'],
  [ProtocolError, 'delivery.aborted'],
] as const;

/** The registered error for a failure of the association or its connection; undefined for any other error. */
export function associationFailure(error: unknown): CambiumError | undefined {
  const known = CODES.find(([kind]) => error instanceof kind);
  return known && new CambiumError(known[1], error instanceof Error ? error.message : '', { cause: error });
}

/** The error that a response's status is; undefined for Success and Warning. `refused` is its code unless resources ran out. */
export function statusFailure(status: DimseStatus, refused: ErrorCode): CambiumError | undefined {
  const kind = statusClass(status);
  if (kind === 'success' || kind === 'warning') return undefined;
  const code = kind === 'out-of-resources' ? 'delivery.out-of-resources' : refused;
  return new CambiumError(code, `Status ${statusText(status)}.`);
}
