/**
 * CommitmentReports: what is still to be told on the association of the peer that asked (PS3.4 §J.3.3). A report leaves by
 * N-EVENT-REPORT once the peer has been quiet for a moment, since most release at once and are told on another association.
 * One at a time, and of each is heard exactly once how it went.
 */
import type { DimseStatus } from '../../service/dicom/dimse-status.js';
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from '../../service/dicom/sop-class.js';
import type { CommitmentReport } from '../../service/ports/storage-commitment.js';
import { type CommandSet, decodeCommandSet, encodeEventReportRequest, isResponseTo } from './command-set.js';
import { encodeEventInformation, eventTypeOf } from './commitment-data-set.js';
import type { AcceptedContext } from './operation.js';

/** Enough for any peer that does not keep asking without listening; more are told on another association. */
const MAX_WAITING = 8;
const QUIET_MS = 500;

interface WaitingReport {
  readonly context: AcceptedContext;
  readonly report: CommitmentReport;
}

export interface ReportTaker {
  send(context: AcceptedContext, command: Buffer, dataSet: Buffer): void;
  /** Undefined: no answer came. */
  reported(report: CommitmentReport, status: DimseStatus | undefined): void;
}

export class CommitmentReports {
  #waiting: WaitingReport[] = [];
  /** On its way, and its request. */
  #sent: { readonly report: CommitmentReport; readonly request: CommandSet } | undefined;
  #messageId = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(
    readonly taker: ReportTaker,
    readonly quietMs = QUIET_MS,
  ) {}

  add(context: AcceptedContext, report: CommitmentReport): void {
    if (this.#over || this.#waiting.length >= MAX_WAITING) this.taker.reported(report, undefined);
    else this.#waiting.push({ context, report });
  }

  /** The peer has been answered, and is in the middle of nothing. */
  peerIsQuiet(): void {
    this.peerSpeaks();
    if (this.#waiting.length > 0 && !this.#sent) this.#timer = setTimeout(() => this.#send(), this.quietMs);
  }

  peerSpeaks(): void {
    clearTimeout(this.#timer);
  }

  /** Takes a response of the peer; false if it answers nothing of ours. */
  answered(response: CommandSet): boolean {
    const sent = this.#sent;
    if (!sent || !isResponseTo(sent.request, response)) return false;
    this.#sent = undefined;
    this.taker.reported(sent.report, response.status);
    return true;
  }

  /** The association is over. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over = true;
    const left = [...(this.#sent ? [this.#sent] : []), ...this.#waiting];
    this.#sent = undefined;
    this.#waiting = [];
    for (const { report } of left) this.taker.reported(report, undefined);
  }

  #send(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    const { context, report } = next;
    this.#messageId = (this.#messageId % 0xffff) + 1;
    const command = encodeEventReportRequest(this.#messageId, {
      sopClassUid: STORAGE_COMMITMENT,
      sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
      typeId: eventTypeOf(report),
    });
    this.#sent = { report, request: decodeCommandSet(command) };
    this.taker.send(context, command, encodeEventInformation(report, context.transferSyntax));
  }
}
