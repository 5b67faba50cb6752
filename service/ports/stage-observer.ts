/**
 * StageObserver. Told of every step at which something became durable or left the node. Logging and metrics listen here,
 * the demo prints its walk from it, and the crash tests end the process inside it: hence synchronous, and called exactly
 * where the name says. No event carries a patient attribute.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { CambiumError, ErrorCode } from '../errors/registry.js';
import type { JobKind } from './job-queue.js';
import type { RecordOutcome } from './study-registry.js';

export type StageEvent =
  | {
      readonly event: 'association.rejected';
      readonly callingAeTitle: string;
      readonly address: string;
      readonly code: ErrorCode;
    }
  /** An association, or a connection before one, that ended otherwise than by A-RELEASE. */
  | {
      readonly event: 'association.ended';
      readonly callingAeTitle?: string;
      readonly address: string;
      readonly code: ErrorCode;
      readonly message: string;
    }
  /** A peer's request is kept; its N-ACTION has no answer yet. */
  | { readonly event: 'commitment.kept'; readonly callingAeTitle: string; readonly instances: number }
  /** A peer has our report of what we hold. */
  | {
      readonly event: 'commitment.reported';
      readonly peer: string;
      readonly committed: number;
      readonly failed: number;
    }
  /** An archive told us what it holds of what we sent. */
  | {
      readonly event: 'commitment.received';
      readonly peer: string;
      readonly committed: number;
      readonly failed: number;
    }
  /** A request or report was refused; or our report was not taken, and is tried again or given up. */
  | {
      readonly event: 'commitment.failed';
      readonly peer: string;
      readonly outcome: 'refused' | 'retry' | 'given-up';
      readonly code: ErrorCode;
      readonly cause: CambiumError;
    }
  /** Studies whose time is over are gone from the registry, and their packs from the disk. */
  | { readonly event: 'studies.expired'; readonly studies: number; readonly packs: number }
  /** Bytes are synced; no row yet. */
  | { readonly event: 'instance.synced'; readonly sopInstanceUid: string; readonly bytes: number }
  /** The row is committed; no answer has left. */
  | {
      readonly event: 'instance.committed';
      readonly sopInstanceUid: string;
      readonly studyInstanceUid: StudyInstanceUid;
      readonly outcome: RecordOutcome;
    }
  | {
      readonly event: 'instance.refused';
      readonly code: ErrorCode;
      readonly status: number;
      readonly callingAeTitle: string;
      readonly cause: CambiumError;
    }
  /** Something outside any job failed; the node goes on. */
  | { readonly event: 'stage.failed'; readonly stage: 'receive' | 'assemble' | JobKind; readonly cause: CambiumError }
  | {
      readonly event: 'study.closed';
      readonly studyInstanceUid: StudyInstanceUid;
      readonly revision: number;
      readonly seriesUsed: number;
      readonly seriesSeen: number;
    }
  | {
      readonly event: 'job.started';
      readonly kind: JobKind;
      readonly jobId: number;
      readonly studyInstanceUid: StudyInstanceUid;
      readonly attempt: number;
    }
  /** The work is done (objects written, or documents sent); nothing is committed yet. */
  | {
      readonly event: 'job.worked';
      readonly kind: JobKind;
      readonly jobId: number;
      readonly studyInstanceUid: StudyInstanceUid;
      readonly milliseconds: number;
    }
  /** The transition is committed. */
  | {
      readonly event: 'job.settled';
      readonly kind: JobKind;
      readonly jobId: number;
      readonly studyInstanceUid: StudyInstanceUid;
      readonly outcome: 'done' | 'retry' | 'parked' | 'stale';
      readonly code?: ErrorCode;
      readonly cause?: CambiumError;
    };

export type StageObserver = (event: StageEvent) => void;
