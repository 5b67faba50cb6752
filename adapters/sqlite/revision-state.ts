/**
 * The state of a revision is what its jobs have come to, and is worked out anew after every change of one. So it cannot
 * disagree with them: a requeued job gives back the state from before it was parked, without anyone remembering it.
 */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { Database } from './database.js';

const FROM_JOBS = `
  UPDATE revisions SET state = (
    SELECT CASE
      WHEN sum(state = 'parked') > 0 THEN 'parked'
      WHEN sum(kind = 'deliver' AND state = 'done') > 0 AND sum(kind = 'deliver' AND state IN ('ready', 'leased')) = 0
        THEN 'delivered'
      WHEN sum(kind = 'report' AND state = 'done') > 0 THEN 'reported'
      WHEN sum(kind = 'analyze' AND state = 'done') > 0 THEN 'analysed'
      ELSE 'closed'
    END
    FROM jobs WHERE study_instance_uid = @study AND revision = @revision)
  WHERE study_instance_uid = @study AND revision = @revision`;

/** A study shows its newest revision's state, unless late slices are coming in. */
const TO_WORKLIST = `
  UPDATE studies SET state = (
    SELECT state FROM revisions WHERE study_instance_uid = @study AND revision = @revision)
  WHERE study_instance_uid = @study AND revision = @revision AND state <> 'receiving'`;

export class RevisionStates {
  readonly #fromJobs;
  readonly #toWorklist;

  constructor(db: Database) {
    this.#fromJobs = db.prepare<{ study: string; revision: number }>(FROM_JOBS);
    this.#toWorklist = db.prepare<{ study: string; revision: number }>(TO_WORKLIST);
  }

  refresh(study: StudyInstanceUid, revision: number): void {
    this.#fromJobs.run({ study, revision });
    this.#toWorklist.run({ study, revision });
  }
}
