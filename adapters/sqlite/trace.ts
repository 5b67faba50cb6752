/** The trace of a study: one row for each decision or event, appended in the commit of what it tells of. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import type { JobError, JobKind } from '../../service/ports/job-queue.js';
import type { TraceEntry } from '../../service/ports/study-registry.js';
import type { Database } from './database.js';

interface TraceRow {
  readonly at: number;
  readonly stage: TraceEntry['stage'];
  readonly event: string;
  readonly reason: ErrorCode | null;
  readonly message: string | null;
}

export class Trace {
  readonly #append;
  readonly #read;

  constructor(db: Database) {
    this.#append = db.prepare<[string, number, string, string, string | null, string | null]>(
      'INSERT INTO trace (study_instance_uid, at, stage, event, reason, message) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#read = db.prepare<[string], TraceRow>(
      'SELECT at, stage, event, reason, message FROM trace WHERE study_instance_uid = ? ORDER BY id',
    );
  }

  append(study: StudyInstanceUid, { at, stage, event, reason, message }: TraceEntry): void {
    this.#append.run(study, at, stage, event, reason ?? null, message ?? null);
  }

  read(study: StudyInstanceUid): readonly TraceEntry[] {
    return this.#read.all(study).map(({ reason, message, ...entry }) => ({
      ...entry,
      ...(reason !== null && { reason }),
      ...(message !== null && { message }),
    }));
  }
}

/** A job that waits again or for an operator, told with its error. */
export function jobTrace(kind: JobKind, event: string, error: JobError, at: number): TraceEntry {
  return { at, stage: kind, event, reason: error.code, message: error.message };
}
