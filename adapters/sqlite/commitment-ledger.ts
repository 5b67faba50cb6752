/** CommitmentLedger on SQLite, in the registry's database: an archive's report and what it proves are one commit. */
import type { CommitmentLedger } from '../../service/ports/commitment-ledger.js';
import { answerQuestion } from './answer-question.js';
import { requestsOfPeers } from './commitment-requests.js';
import { commit, type Database } from './database.js';
import { JobTransitions } from './job-transitions.js';
import { Proofs } from './proofs.js';

export function createCommitmentLedger(db: Database): CommitmentLedger {
  const jobs = new JobTransitions(db);
  const proofs = new Proofs(db, jobs.trace);
  const ask = db.prepare<[string, string, string, number, number]>(
    `INSERT INTO commitment_questions (transaction_uid, destination, study_instance_uid, revision, asked_at)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const questions = db
    .prepare<[string, number, string], number>(
      `SELECT count(*) FROM commitment_questions
       WHERE study_instance_uid = ? AND revision = ? AND destination = ?`,
    )
    .pluck();
  return {
    ...requestsOfPeers(db),
    ask: commit(db, ({ transactionUid, destination, studyInstanceUid, revision }, now) => {
      ask.run(transactionUid, destination, studyInstanceUid, revision, now);
    }),
    standing: (delivery) => {
      const { studyInstanceUid, revision, destination } = delivery;
      const asked = questions.get(studyInstanceUid, revision, destination) ?? 0;
      return { questions: asked, unproven: proofs.unproven(delivery) };
    },
    answer: answerQuestion(db, jobs, proofs),
  };
}
