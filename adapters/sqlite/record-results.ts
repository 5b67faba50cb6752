/** What the three kinds of job bring back. Result, end of the job and what follows from it are one commit each. */
import { CambiumError } from '../../service/errors/registry.js';
import type { DeliveryOutcome, StudyRegistry } from '../../service/ports/study-registry.js';
import { commit, type Database } from './database.js';
import type { JobRow } from './job-row.js';
import type { JobTransitions } from './job-transitions.js';
import { Proofs } from './proofs.js';

/** What was sent again is to be proven again. */
const DELIVERY = `
  INSERT INTO deliveries (sop_instance_uid, destination, status, error_code, error_message, at)
  VALUES (@uid, @destination, @status, @code, @message, @at)
  ON CONFLICT DO UPDATE SET
    status = excluded.status, error_code = excluded.error_code, error_message = excluded.error_message, at = excluded.at,
    proof = NULL, proven_at = NULL`;

const NOT_ACCEPTED = `
  SELECT count(*) FROM documents LEFT JOIN deliveries
    ON deliveries.sop_instance_uid = documents.sop_instance_uid AND destination = @destination
  WHERE study_instance_uid = @study AND revision = @revision AND (destination IS NULL OR error_code IS NOT NULL)`;

export function recordFindings(db: Database, jobs: JobTransitions): StudyRegistry['recordFindings'] {
  const keep = db.prepare<[string, string, number]>(
    'UPDATE revisions SET findings = ? WHERE study_instance_uid = ? AND revision = ?',
  );
  return commit(db, (lease, findings, now) => {
    const job = jobs.held(lease, 'analyze');
    if (!job) return false;
    const { study_instance_uid: study, revision } = job;
    keep.run(JSON.stringify(findings), study, revision);
    jobs.enqueue({ kind: 'report', study, revision }, now);
    jobs.complete(job);
    const measured = findings.results.filter(({ value }) => value !== undefined).length;
    const message = `Revision ${revision}: ${measured} of ${findings.results.length} measures have a value.`;
    jobs.trace.append(study, { at: now, stage: 'analyze', event: 'findings.recorded', message });
    return true;
  });
}

export function recordDocuments(db: Database, jobs: JobTransitions): StudyRegistry['recordDocuments'] {
  const keep = db.prepare<(string | number)[]>(
    `INSERT INTO documents (
       sop_instance_uid, study_instance_uid, revision, kind, sop_class_uid, series_instance_uid, transfer_syntax_uid, object_key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return commit(db, (lease, documents, destinations, now) => {
    const job = jobs.held(lease, 'report');
    if (!job) return false;
    const { study_instance_uid: study, revision } = job;
    for (const { sopInstanceUid, kind, sopClassUid, seriesInstanceUid, transferSyntaxUid, object } of documents) {
      keep.run(sopInstanceUid, study, revision, kind, sopClassUid, seriesInstanceUid, transferSyntaxUid, object);
    }
    for (const destination of destinations) jobs.enqueue({ kind: 'deliver', study, revision, destination }, now);
    jobs.complete(job);
    const kinds = documents.map(({ kind }) => kind.toUpperCase()).join(', ');
    const message = `Revision ${revision}: ${kinds} for ${destinations.join(', ') || 'no destination'}.`;
    jobs.trace.append(study, { at: now, stage: 'report', event: 'documents.recorded', message });
    return true;
  });
}

export function recordDelivery(db: Database, jobs: JobTransitions): StudyRegistry['recordDelivery'] {
  const last = db.prepare<[string, string], { status: number | null; code: string | null }>(
    'SELECT status, error_code AS code FROM deliveries WHERE sop_instance_uid = ? AND destination = ?',
  );
  const keep = db.prepare<unknown[]>(DELIVERY);
  const proofs = new Proofs(db, jobs.trace);
  const notAccepted = db
    .prepare<{ study: string; revision: number; destination: string }, number>(NOT_ACCEPTED)
    .pluck();

  function record(
    job: JobRow,
    destination: string,
    { sopInstanceUid: uid, status, error, proof }: DeliveryOutcome,
    at: number,
  ): void {
    const { study_instance_uid: studyInstanceUid, revision } = job;
    if (proof) {
      proofs.prove(uid, { studyInstanceUid, revision, destination }, { proof, now: at });
      return;
    }
    const before = last.get(uid, destination);
    keep.run({
      uid,
      destination,
      status: status ?? null,
      code: error?.code ?? null,
      message: error?.message ?? null,
      at,
    });
    // A document that fails alike at every try is one line, not one a try.
    if (before && before.status === (status ?? null) && before.code === (error?.code ?? null)) return;
    const answer = status === undefined ? 'no answer' : `status ${status.toString(16).padStart(4, '0').toUpperCase()}`;
    jobs.trace.append(job.study_instance_uid, {
      at,
      stage: 'deliver',
      event: error ? 'document.not-delivered' : 'document.delivered',
      reason: error?.code,
      message: `${uid} to ${destination}: ${answer}.`,
    });
  }

  return commit(db, (lease, outcomes, failure, now) => {
    const job = jobs.held(lease, 'deliver');
    if (!job) return false;
    const { study_instance_uid: study, revision, destination } = job;
    if (destination === null) throw new CambiumError('internal.fault', `Job ${job.id} has no destination.`);
    for (const outcome of outcomes) record(job, destination, outcome, now);
    if (!failure) {
      if (notAccepted.get({ study, revision, destination }) !== 0)
        throw new CambiumError('internal.fault', `Job ${job.id} left documents without an outcome.`);
      jobs.complete(job);
      return true;
    }
    const { retryAt, error } = failure;
    if (retryAt === undefined) jobs.park(job, error, now);
    else jobs.retry(job, { at: retryAt, error, crashed: false }, now);
    return true;
  });
}
