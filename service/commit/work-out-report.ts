/**
 * A request for Storage Commitment in, the report of what this node holds out (PS3.4 §J.3.3). It is worked out when it is
 * about to be sent, so that what came after the request counts. Committed is what is indexed and whose bytes are in the
 * store: an index alone promises nothing.
 */
import { splitPart10 } from '../dicom/part10.js';
import type { SopInstanceUid } from '../dicom/uid.js';
import { CambiumError, type ErrorCode } from '../errors/registry.js';
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceReader, StoredInstance } from '../ports/instance-store.js';
import {
  type CommitmentReport,
  type CommitmentRequest,
  FAILURE_REASON,
  type SopReference,
} from '../ports/storage-commitment.js';

export interface Holdings {
  readonly index: Pick<InstanceIndex, 'known'>;
  readonly instances: Pick<InstanceReader, 'head'>;
}

/** Holds the File Meta Information that this node writes. */
const META_BYTES = 1024;

export async function workOutReport(
  { transactionUid, references }: CommitmentRequest,
  holdings: Holdings,
): Promise<CommitmentReport> {
  const committed: SopReference[] = [];
  const failed: (SopReference & { reason: number })[] = [];
  for (const reference of references) {
    const reason = await failureReason(reference, holdings);
    if (reason === undefined) committed.push(reference);
    else failed.push({ ...reference, reason });
  }
  return { transactionUid, committed, failed };
}

async function failureReason(
  { sopClassUid, sopInstanceUid }: SopReference,
  { index, instances }: Holdings,
): Promise<number | undefined> {
  const known = index.known(sopInstanceUid as SopInstanceUid);
  if (known === undefined) return FAILURE_REASON.noSuchObjectInstance;
  // A document of ours that came back was answered with Success, and is kept as long as what it reports on.
  if (known === 'own-document') return undefined;
  const held = await sopClassHeld(known, instances);
  if (held === undefined) return FAILURE_REASON.noSuchObjectInstance;
  return held === sopClassUid ? undefined : FAILURE_REASON.classInstanceConflict;
}

/** What reading says of bytes that are gone or damaged. */
const NOT_HELD: ReadonlySet<ErrorCode> = new Set(['object.missing', 'object.damaged', 'instance.unreadable']);

/** SOP Class of a stored instance; undefined if its bytes are not there, or not those that came. */
async function sopClassHeld({ key }: StoredInstance, instances: Holdings['instances']): Promise<string | undefined> {
  try {
    return splitPart10(await instances.head(key, META_BYTES)).meta.sopClassUid;
  } catch (error) {
    if (error instanceof CambiumError && NOT_HELD.has(error.code)) return undefined;
    throw error;
  }
}
