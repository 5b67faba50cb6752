/** A row of `jobs`, and the Job it stands for. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import type { Job, JobError, JobKind, JobState } from '../../service/ports/job-queue.js';

export interface JobRow {
  readonly id: number;
  readonly kind: JobKind;
  readonly study_instance_uid: StudyInstanceUid;
  readonly revision: number;
  readonly destination: string | null;
  readonly state: JobState;
  readonly priority: number;
  readonly attempts: number;
  readonly crashes: number;
  readonly created_at: number;
  readonly run_at: number;
  readonly error_code: ErrorCode | null;
  readonly error_message: string | null;
}

export function toJob(row: JobRow): Job {
  const error = toJobError(row);
  return {
    id: row.id,
    kind: row.kind,
    studyInstanceUid: row.study_instance_uid,
    revision: row.revision,
    ...(row.destination !== null && { destination: row.destination }),
    state: row.state,
    priority: row.priority,
    attempts: row.attempts,
    crashes: row.crashes,
    createdAt: row.created_at,
    runAt: row.run_at,
    ...(error && { error }),
  };
}

/** The error kept in a row of `jobs` or `deliveries`. */
export function toJobError(row: Pick<JobRow, 'error_code' | 'error_message'>): JobError | undefined {
  return row.error_code === null ? undefined : { code: row.error_code, message: row.error_message ?? '' };
}
