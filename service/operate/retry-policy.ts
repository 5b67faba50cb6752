/**
 * Retry policy. What becomes of a job whose work failed: an error goes in, the settlement of its lease comes out. The class
 * of the error decides, the kind of job sets the pace; nothing else in the node retries a job.
 */
import type { ErrorClass } from '../errors/entry.js';
import { CambiumError, type ErrorCode } from '../errors/registry.js';
import type { Job, JobError, JobKind, Settlement } from '../ports/job-queue.js';

/** `ambiguous` may be retried because our UIDs are derived: a second delivery of a document changes nothing. */
const PASSES_BY_ITSELF = {
  refused: false,
  unsuitable: false,
  transient: true,
  ambiguous: true,
  permanent: false,
  fault: false,
} as const satisfies Record<ErrorClass, boolean>;

interface Pace {
  /** Wait after the first failure; doubled with every further one. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Claims after which the job is parked with its own error. Absent: time decides (`giveUpMs`). */
  readonly maxAttempts?: number;
}

/** Our own process either works soon or not at all; an archive may be down for a weekend. */
const PACE = {
  analyze: { firstMs: 2_000, longestMs: 60_000, maxAttempts: 5 },
  report: { firstMs: 2_000, longestMs: 60_000, maxAttempts: 5 },
  deliver: { firstMs: 5_000, longestMs: 600_000 },
} as const satisfies Record<JobKind, Pace>;

/** An archive that has our documents takes its time to say so; one that never answers is not to be asked all day. */
const PACE_OF: Partial<Record<ErrorCode, Pace>> = {
  'delivery.not-committed': { firstMs: 60_000, longestMs: 1_800_000 },
};

/** What is known of work that failed: a job, or a report that is not one. */
export type Tried = Pick<Job, 'kind' | 'attempts' | 'crashes' | 'createdAt'>;

/** A study that has killed the analysis process this often would do it again, and keep every other study waiting. */
const MAX_CRASHES = 3;

/** @param options `giveUpMs`: age of a deliver job after which it is parked instead of tried again. */
export function nextStep(
  error: CambiumError,
  job: Tried,
  now: number,
  options: { readonly giveUpMs: number },
): Settlement {
  if (!PASSES_BY_ITSELF[error.class]) return park(error);
  const crashed = error.code === 'analysis.process-crashed';
  if (crashed && job.crashes + 1 >= MAX_CRASHES) {
    return park(new CambiumError('analysis.poisoned', error.details, { cause: error }));
  }
  const { firstMs, longestMs, maxAttempts }: Pace = PACE_OF[error.code] ?? PACE[job.kind];
  if (maxAttempts !== undefined && job.attempts >= maxAttempts) return park(error);
  if (maxAttempts === undefined && now - job.createdAt >= options.giveUpMs) {
    return park(new CambiumError('delivery.gave-up', `Last: ${error.message}`, { cause: error }));
  }
  const waitMs = Math.min(longestMs, firstMs * 2 ** (job.attempts - 1));
  return { outcome: 'retry', at: now + waitMs, error: jobError(error), crashed };
}

function park(error: CambiumError): Settlement {
  return { outcome: 'park', error: jobError(error) };
}

function jobError({ code, details }: CambiumError): JobError {
  return { code, message: details };
}
