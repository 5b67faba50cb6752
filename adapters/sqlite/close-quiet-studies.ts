/**
 * Quiet studies in, closed ones out. Each study is a commit of its own: its revision, its decisions, its analyze job and
 * the end of work on earlier revisions, or none of them.
 */
import type { Assembly } from '../../service/assemble/assembly.js';
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { ClosedStudy, ReceivedInstance, StudyRegistry } from '../../service/ports/study-registry.js';
import { commit, type Database } from './database.js';
import { readInstances } from './instance-row.js';
import type { JobTransitions } from './job-transitions.js';

type Assemble = (instances: readonly ReceivedInstance[]) => Assembly;

interface QuietRow {
  readonly study: StudyInstanceUid;
  /** Newest revision, 0 before the first. */
  readonly revision: number;
}

interface NewRevision extends QuietRow {
  readonly now: number;
  readonly lastInstanceId: number;
  readonly inputDigest: string;
  readonly assembly: string;
}

const QUIET = `
  SELECT study_instance_uid AS study, revision FROM studies
  WHERE state = 'receiving' AND last_received_at <= ? ORDER BY last_received_at`;

/** 'closed' until its jobs say more: see revision-state.ts. */
const OPEN = `
  INSERT INTO revisions (study_instance_uid, revision, closed_at, last_instance_id, state, input_digest, assembly)
  VALUES (@study, @revision, @now, @lastInstanceId, 'closed', @inputDigest, @assembly)`;

export function closeQuietStudies(db: Database, jobs: JobTransitions): StudyRegistry['closeQuietStudies'] {
  const quiet = db.prepare<[number], QuietRow>(QUIET);
  const read = readInstances(db);
  const digest = db
    .prepare<[string, number], string>(
      'SELECT input_digest FROM revisions WHERE study_instance_uid = ? AND revision = ?',
    )
    .pluck();
  const open = db.prepare<NewRevision>(OPEN);
  const settle = db.prepare<[number, string]>(
    "UPDATE studies SET state = 'closed', revision = ? WHERE study_instance_uid = ?",
  );

  const close = commit(db, ({ study, revision: newest }: QuietRow, now: number, assemble: Assemble): ClosedStudy => {
    const { instances, lastId } = read(study);
    const assembly = assemble(instances);
    const { inputDigest } = assembly;
    const unchanged = digest.get(study, newest) === inputDigest;
    const revision = unchanged ? newest : newest + 1;
    settle.run(revision, study);
    traceClosing(study, assembly, { now, revision, instances: instances.length, unchanged });
    if (!unchanged) {
      open.run({ study, revision, now, lastInstanceId: lastId, inputDigest, assembly: JSON.stringify(assembly) });
      jobs.supersede(study, revision, now);
      jobs.enqueue({ kind: 'analyze', study, revision }, now);
    }
    jobs.states.refresh(study, revision);
    return { studyInstanceUid: study, outcome: unchanged ? 'unchanged' : 'opened', revision, assembly };
  });

  function traceClosing(
    study: StudyInstanceUid,
    { series }: Assembly,
    closing: { now: number; revision: number; instances: number; unchanged: boolean },
  ): void {
    const entry = { at: closing.now, stage: 'assemble' } as const;
    const consists = `${closing.instances} instances in ${series.length} series`;
    const outcome = closing.unchanged ? 'nothing new to analyse' : `revision ${closing.revision}`;
    const event = closing.unchanged ? 'study.unchanged' : 'study.closed';
    jobs.trace.append(study, { ...entry, event, message: `${consists}: ${outcome}.` });
    for (const { used, reason, sentence, seriesNumber, seriesInstanceUid } of series) {
      const message = `Series ${seriesNumber ?? seriesInstanceUid}: ${sentence}.`;
      jobs.trace.append(study, { ...entry, event: used ? 'series.used' : 'series.left-out', reason, message });
    }
  }

  return (quietSince, now, assemble) => {
    const closed: ClosedStudy[] = [];
    const failures: unknown[] = [];
    for (const row of quiet.all(quietSince)) {
      try {
        closed.push(close(row, now, assemble));
      } catch (error) {
        // One study that cannot be closed must not keep the others open.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return closed;
  };
}
