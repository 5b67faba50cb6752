/** JobQueue on SQLite: every method is one commit. Jobs are enqueued by the registry, on the same database. */
import { randomUUID } from 'node:crypto';
import { CambiumError } from '../../service/errors/registry.js';
import type { JobKind, JobQueue, JobState } from '../../service/ports/job-queue.js';
import { commit, type Database } from './database.js';
import { type JobRow, toJob } from './job-row.js';
import { JobTransitions } from './job-transitions.js';

const CLAIM = `
  UPDATE jobs SET state = 'leased', attempts = attempts + 1, lease_token = @token, lease_ends_at = @now + @leaseMs
  WHERE id = (
    SELECT id FROM (
      SELECT id, priority FROM (
        SELECT id, priority FROM jobs WHERE kind = @kind AND state = 'ready' AND run_at <= @now ORDER BY priority, id LIMIT 1)
      UNION ALL
      SELECT id, priority FROM (
        SELECT id, priority FROM jobs WHERE kind = @kind AND state = 'leased' AND lease_ends_at <= @now
        ORDER BY priority, id LIMIT 1))
    ORDER BY priority, id LIMIT 1)
  RETURNING *`;

const LIST_LIMIT = 100;

export function createJobQueue(db: Database): JobQueue {
  const jobs = new JobTransitions(db);
  const claim = db.prepare<{ kind: JobKind; now: number; leaseMs: number; token: string }, JobRow>(CLAIM);
  const extend = db.prepare<[number, number, string]>(
    "UPDATE jobs SET lease_ends_at = ? WHERE id = ? AND state = 'leased' AND lease_token = ?",
  );
  const recover = db.prepare<[], JobRow>(
    "UPDATE jobs SET state = 'ready', lease_token = NULL, lease_ends_at = NULL WHERE state = 'leased' RETURNING *",
  );
  const depth = db.prepare<[], { kind: JobKind; state: JobState; count: number }>(
    "SELECT kind, state, count(*) AS count FROM jobs WHERE state IN ('ready', 'leased', 'parked') GROUP BY kind, state",
  );
  const byId = db.prepare<[number], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const requeue = db.prepare<[number, number, number]>(
    "UPDATE jobs SET state = 'ready', attempts = 0, crashes = 0, created_at = ?, run_at = ? WHERE id = ?",
  );
  const drop = db.prepare<[number]>("UPDATE jobs SET state = 'dropped' WHERE id = ?");

  /** The job an operator names, if the command may act on it. */
  function waiting(jobId: number): JobRow {
    const job = byId.get(jobId);
    if (!job) throw new CambiumError('job.unknown', `Job ${jobId}.`);
    if (job.state !== 'parked' && job.state !== 'ready')
      throw new CambiumError('job.not-parked', `Job ${jobId} is ${job.state}.`);
    return job;
  }

  return {
    claim: commit(db, (kind, now, leaseMs) => {
      const token = randomUUID();
      const row = claim.get({ kind, now, leaseMs, token });
      return row && { job: toJob(row), lease: { jobId: row.id, token } };
    }),

    extend: commit(db, ({ jobId, token }, now, leaseMs) => extend.run(now + leaseMs, jobId, token).changes === 1),

    settle: commit(db, (lease, settlement, now) => {
      const job = jobs.held(lease);
      if (!job) return false;
      if (settlement.outcome === 'retry') jobs.retry(job, settlement, now);
      else jobs.park(job, settlement.error, now);
      return true;
    }),

    recover: commit(db, (now) => {
      const rows = recover.all();
      for (const { study_instance_uid: study, kind } of rows) {
        jobs.trace.append(study, {
          at: now,
          stage: 'operate',
          event: 'job.recovered',
          message: `${kind}, interrupted.`,
        });
      }
      return rows.length;
    }),

    depth: () => depth.all(),

    list({ state, studyInstanceUid, limit = LIST_LIMIT }) {
      // Written out, not `? IS NULL OR …`: that would keep SQLite from its indexes.
      const wanted = [
        ...(state ? ['state = @state'] : []),
        ...(studyInstanceUid ? ['study_instance_uid = @studyInstanceUid'] : []),
      ];
      const where = wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : '';
      const select = db.prepare<unknown[], JobRow>(`SELECT * FROM jobs ${where} ORDER BY id DESC LIMIT @limit`);
      return select.all({ state, studyInstanceUid, limit }).map(toJob);
    },

    requeue: commit(db, (jobId, now) => {
      const job = waiting(jobId);
      requeue.run(now, now, jobId);
      jobs.states.refresh(job.study_instance_uid, job.revision);
      jobs.trace.append(job.study_instance_uid, {
        at: now,
        stage: 'operate',
        event: 'job.requeued',
        message: job.kind,
      });
    }),

    drop: commit(db, (jobId, reason, now) => {
      const job = waiting(jobId);
      drop.run(jobId);
      jobs.states.refresh(job.study_instance_uid, job.revision);
      const message = `${job.kind}: ${reason}`;
      jobs.trace.append(job.study_instance_uid, { at: now, stage: 'operate', event: 'job.dropped', message });
    }),
  };
}
