/**
 * Transitions of a job, each a part of its caller's commit: registry and queue share them, so that a job and the revision
 * it belongs to change together. A transition refreshes the revision's state and leaves its line in the trace.
 */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { JobError, JobKind, Lease } from '../../service/ports/job-queue.js';
import type { Database } from './database.js';
import type { JobRow } from './job-row.js';
import { RevisionStates } from './revision-state.js';
import { jobTrace, Trace } from './trace.js';

/** Lower goes first: what is nearest to the reader's worklist. */
const PRIORITY = { deliver: 10, report: 50, analyze: 100 } as const satisfies Record<JobKind, number>;

const WITHOUT_LEASE = 'lease_token = NULL, lease_ends_at = NULL';

export class JobTransitions {
  readonly states: RevisionStates;
  readonly trace: Trace;
  readonly #enqueue;
  readonly #held;
  readonly #complete;
  readonly #retry;
  readonly #park;
  readonly #supersede;

  constructor(db: Database) {
    this.states = new RevisionStates(db);
    this.trace = new Trace(db);
    this.#enqueue = db.prepare<[string, string, number, string | null, number, number, number]>(
      `INSERT INTO jobs (kind, study_instance_uid, revision, destination, state, priority, created_at, run_at)
       VALUES (?, ?, ?, ?, 'ready', ?, ?, ?)`,
    );
    this.#held = db.prepare<[number, string, string | null], JobRow>(
      "SELECT * FROM jobs WHERE id = ? AND state = 'leased' AND lease_token = ? AND kind = ifnull(?, kind)",
    );
    this.#complete = db.prepare<[number]>(
      `UPDATE jobs SET state = 'done', ${WITHOUT_LEASE}, error_code = NULL, error_message = NULL WHERE id = ?`,
    );
    this.#retry = db.prepare<[number, number, string, string, number]>(
      `UPDATE jobs SET state = 'ready', ${WITHOUT_LEASE}, run_at = ?, crashes = crashes + ?, error_code = ?, error_message = ?
       WHERE id = ?`,
    );
    this.#park = db.prepare<[string, string, number]>(
      `UPDATE jobs SET state = 'parked', ${WITHOUT_LEASE}, error_code = ?, error_message = ? WHERE id = ?`,
    );
    this.#supersede = db.prepare<[string, number], JobRow>(
      `UPDATE jobs SET state = 'dropped', ${WITHOUT_LEASE}
       WHERE study_instance_uid = ? AND revision < ? AND kind IN ('analyze', 'report') AND state IN ('ready', 'leased', 'parked')
       RETURNING *`,
    );
  }

  enqueue(job: { kind: JobKind; study: StudyInstanceUid; revision: number; destination?: string }, now: number): void {
    this.#enqueue.run(job.kind, job.study, job.revision, job.destination ?? null, PRIORITY[job.kind], now, now);
  }

  /** The job that `lease` holds, if it is of `kind`; undefined for a stale lease. */
  held({ jobId, token }: Lease, kind?: JobKind): JobRow | undefined {
    return this.#held.get(jobId, token, kind ?? null);
  }

  complete(job: JobRow): void {
    this.#complete.run(job.id);
    this.states.refresh(job.study_instance_uid, job.revision);
  }

  retry(job: JobRow, again: { at: number; error: JobError; crashed: boolean }, now: number): void {
    this.#retry.run(again.at, again.crashed ? 1 : 0, again.error.code, again.error.message, job.id);
    // An archive that is down for a weekend is one line, not one a try.
    if (again.crashed || job.error_code !== again.error.code) {
      this.trace.append(job.study_instance_uid, jobTrace(job.kind, 'job.retry', again.error, now));
    }
  }

  park(job: JobRow, error: JobError, now: number): void {
    this.#park.run(error.code, error.message, job.id);
    this.states.refresh(job.study_instance_uid, job.revision);
    this.trace.append(job.study_instance_uid, jobTrace(job.kind, 'job.parked', error, now));
  }

  /** Ends the work on earlier revisions. Documents they have are still delivered: the archive keeps every revision. */
  supersede(study: StudyInstanceUid, before: number, now: number): void {
    for (const { kind, revision } of this.#supersede.all(study, before)) {
      this.states.refresh(study, revision);
      const message = `Revision ${revision}, by revision ${before}.`;
      this.trace.append(study, { at: now, stage: kind, event: 'job.superseded', message });
    }
  }
}
