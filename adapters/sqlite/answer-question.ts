/** An archive's report: what it commits itself to is proven, what it does not have has failed, in one commit. */
import type { CommitmentLedger, DeliveryOfRevision } from '../../service/ports/commitment-ledger.js';
import { type CommitmentReport, FAILURE_REASON } from '../../service/ports/storage-commitment.js';
import { commit, type Database } from './database.js';
import type { JobTransitions } from './job-transitions.js';
import type { Proofs } from './proofs.js';

interface QuestionRow extends DeliveryOfRevision {
  readonly askedAt: number;
  readonly answeredAt: number | null;
}

type Failed = CommitmentReport['failed'][number];
type Params = Readonly<Record<string, string | number>>;

const QUESTION = `
  SELECT study_instance_uid AS studyInstanceUid, revision, destination, asked_at AS askedAt, answered_at AS answeredAt
  FROM commitment_questions WHERE transaction_uid = ? AND destination = ?`;

/** Not what was proven since, nor what was sent again after the question: the report does not speak of that. */
const NOT_KEPT = `
  UPDATE deliveries SET error_code = 'delivery.not-kept', error_message = @message
  WHERE destination = @destination AND proven_at IS NULL AND at <= @askedAt AND sop_instance_uid = (
    SELECT sop_instance_uid FROM documents
    WHERE sop_instance_uid = @uid AND study_instance_uid = @studyInstanceUid AND revision = @revision)`;

/** One that is leased sees for itself. A parked one too has nothing left to wait for. */
const MAKE_DUE = `
  UPDATE jobs SET state = 'ready', run_at = @now
  WHERE study_instance_uid = @studyInstanceUid AND revision = @revision AND kind = 'deliver'
    AND destination = @destination AND state IN ('ready', 'parked')`;

export function answerQuestion(db: Database, jobs: JobTransitions, proofs: Proofs): CommitmentLedger['answer'] {
  const question = db.prepare<[string, string], QuestionRow>(QUESTION);
  const answered = db.prepare<[number, string]>(
    'UPDATE commitment_questions SET answered_at = ? WHERE transaction_uid = ?',
  );
  const notKept = db.prepare<Params>(NOT_KEPT);
  const makeDue = db.prepare<Params>(MAKE_DUE);

  function fail({ sopInstanceUid: uid, reason }: Failed, { askedAt, ...delivery }: QuestionRow, now: number): void {
    const { studyInstanceUid, revision, destination } = delivery;
    const message = `${uid} by ${destination}: Failure Reason ${reason.toString(16).padStart(4, '0').toUpperCase()}.`;
    const entry = { at: now, stage: 'deliver', message } as const;
    if (reason !== FAILURE_REASON.noSuchObjectInstance) {
      jobs.trace.append(studyInstanceUid, {
        ...entry,
        event: 'document.not-committed',
        reason: 'delivery.not-committed',
      });
      return;
    }
    const { changes } = notKept.run({ uid, studyInstanceUid, revision, destination, askedAt, message });
    if (changes > 0)
      jobs.trace.append(studyInstanceUid, { ...entry, event: 'document.not-kept', reason: 'delivery.not-kept' });
  }

  return commit(db, (peer, { transactionUid, committed, failed }, now) => {
    const asked = question.get(transactionUid, peer);
    if (!asked) return 'unknown';
    if (asked.answeredAt !== null) return 'repeated';
    const { studyInstanceUid, revision, destination } = asked;
    const delivery = { studyInstanceUid, revision, destination };
    answered.run(now, transactionUid);
    for (const { sopInstanceUid } of committed) proofs.prove(sopInstanceUid, delivery, { proof: 'commit', now });
    for (const failure of failed) fail(failure, asked, now);
    if (proofs.unproven(delivery) === 0 && makeDue.run({ ...delivery, now }).changes > 0) {
      jobs.states.refresh(studyInstanceUid, revision);
    }
    return 'kept';
  });
}
