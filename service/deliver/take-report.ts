/**
 * An archive's report on documents that we asked it to commit itself to (N-EVENT-REPORT, PS3.4 §J.3.3), whether it came on
 * the association of the question or on one that the archive opened. When the archive is answered, the ledger has it.
 */

import { type DimseStatus, SUCCESS, statusOf } from '../dicom/dimse-status.js';
import { asCambiumError, CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { CommitmentLedger } from '../ports/commitment-ledger.js';
import type { ListenerHandlers } from '../ports/dicom-listener.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { CommitmentReport } from '../ports/storage-commitment.js';

export interface ReportParts {
  readonly ledger: Pick<CommitmentLedger, 'answer'>;
  readonly clock: Clock;
  readonly observe: StageObserver;
}

export function createReportTaker(parts: ReportParts): Required<Pick<ListenerHandlers, 'commitmentReported'>> {
  return { commitmentReported: async ({ callingAeTitle }, report) => takeReport(callingAeTitle, report, parts) };
}

/** The status with which the archive is answered. @param peer its AE title. */
export function takeReport(
  peer: string,
  report: CommitmentReport,
  { ledger, clock, observe }: ReportParts,
): DimseStatus {
  const { transactionUid, committed, failed } = report;
  try {
    const answer = ledger.answer(peer, report, clock.now());
    if (answer === 'unknown') throw new CambiumError('commitment.unexpected', `${transactionUid}.`);
    if (answer === 'kept') {
      observe({ event: 'commitment.received', peer, committed: committed.length, failed: failed.length });
    }
    return SUCCESS;
  } catch (thrown) {
    const cause = asCambiumError(thrown);
    observe({ event: 'commitment.failed', peer, outcome: 'refused', code: cause.code, cause });
    return statusOf(cause.code);
  }
}
