/**
 * Storage Commitment SCP: what the listener does with a peer's N-ACTION (PS3.4 §J.3.2). When Success leaves, the request is
 * in the ledger. The report goes with it, for as long as the peer stays; if it left, the reporter delivers it later.
 */
import { type DimseStatus, RESOURCE_LIMITATION, SUCCESS, statusClass, statusOf } from '../dicom/dimse-status.js';
import { isUid } from '../dicom/uid.js';
import { asCambiumError, CambiumError, type ErrorCode } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { CommitmentLedger } from '../ports/commitment-ledger.js';
import type { ListenerHandlers } from '../ports/dicom-listener.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { CommitmentReport, CommitmentRequest } from '../ports/storage-commitment.js';
import { type Holdings, workOutReport } from './work-out-report.js';

export interface CommitmentScpParts extends Holdings {
  readonly ledger: Pick<CommitmentLedger, 'keep' | 'makeDue' | 'reported'>;
  readonly clock: Clock;
  readonly observe: StageObserver;
  /** Whether a peer, by its AE title, may ask. */
  readonly mayAsk: (peer: string) => boolean;
  /** Tells the reporter that a report is due. */
  readonly wake: () => void;
}

/** A peer has so long to take the report on its own association; by so much it is late if this process dies meanwhile. */
const SAME_ASSOCIATION_MS = 60_000;

export function createCommitmentScp(
  parts: CommitmentScpParts,
): Required<Pick<ListenerHandlers, 'requestCommitment' | 'reported'>> {
  const { observe } = parts;
  return {
    async requestCommitment({ callingAeTitle: peer }, request) {
      try {
        const report = await keep(peer, request, parts);
        observe({ event: 'commitment.kept', callingAeTitle: peer, instances: request.references.length });
        return { status: SUCCESS, report };
      } catch (thrown) {
        const cause = asCambiumError(thrown);
        observe({ event: 'commitment.failed', peer, outcome: 'refused', code: cause.code, cause });
        return { status: actionStatus(cause.code) };
      }
    },
    reported({ callingAeTitle: peer }, report, status) {
      try {
        settle(peer, report, status, parts);
      } catch (thrown) {
        // The request stays in the ledger, so the report is sent once more when its time has come.
        observe({ event: 'stage.failed', stage: 'receive', cause: asCambiumError(thrown) });
      }
    },
  };
}

/** @throws CambiumError `commitment.*`, `storage.*` */
async function keep(peer: string, request: CommitmentRequest, parts: CommitmentScpParts): Promise<CommitmentReport> {
  const { transactionUid, references } = request;
  if (!parts.mayAsk(peer)) throw new CambiumError('commitment.not-permitted');
  if (!isWellFormed(request)) throw new CambiumError('commitment.malformed');
  const report = await workOutReport(request, parts);
  const now = parts.clock.now();
  const kept = parts.ledger.keep({ transactionUid, references, peer }, { now, dueAt: now + SAME_ASSOCIATION_MS });
  if (kept === 'in-use') throw new CambiumError('commitment.transaction-in-use', `${transactionUid}.`);
  return report;
}

/** At least one instance, and UIDs that are some (PS3.4 Table J.3-1). */
function isWellFormed({ transactionUid, references }: CommitmentRequest): boolean {
  const uids = references.flatMap(({ sopClassUid, sopInstanceUid }) => [sopClassUid, sopInstanceUid]);
  return references.length > 0 && [transactionUid, ...uids].every(isUid);
}

/** What became of a report on the association of its request. */
function settle(
  peer: string,
  { transactionUid, committed, failed }: CommitmentReport,
  status: DimseStatus | undefined,
  { ledger, clock, observe, wake }: CommitmentScpParts,
): void {
  if (status !== SUCCESS) {
    ledger.makeDue({ peer, transactionUid }, clock.now());
    wake();
    return;
  }
  ledger.reported({ peer, transactionUid });
  observe({ event: 'commitment.reported', peer, committed: committed.length, failed: failed.length });
}

/** C-STORE has a range of its own for Out of Resources; N-ACTION has one status (PS3.7 Annex C). */
function actionStatus(code: ErrorCode): DimseStatus {
  const status = statusOf(code);
  return statusClass(status) === 'out-of-resources' ? RESOURCE_LIMITATION : status;
}
