/**
 * Analyse a folder of DICOM files without any network: the same assembling, measuring and reporting as the node, one
 * revision a study. Every file that is not used has a reason. What leaves is written by the caller.
 */
import { readFile, stat } from 'node:fs/promises';
import { assembleStudy, type SelectionRules } from '../assemble/assemble-study.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { InstanceStore } from '../ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../ports/study-registry.js';
import type { ProgressListener, StudyWorker } from '../ports/study-worker.js';
import { storeFile } from '../receive/store-file.js';
import { headerOfFile, type RefusedFile, readFolder } from './read-folder.js';

export interface AnalyzeFolderParts {
  readonly instances: InstanceStore;
  readonly worker: StudyWorker;
  readonly selection: SelectionRules;
  readonly signal: AbortSignal;
  readonly progress?: ProgressListener;
}

export interface FolderAnalysis {
  readonly studies: readonly StudyRevision[];
  readonly refused: readonly RefusedFile[];
}

/** @throws CambiumError `input.invalid` if the folder cannot be read or holds no file. */
export async function analyzeFolder(folder: string, parts: AnalyzeFolderParts): Promise<FolderAnalysis> {
  const { studies, refused } = await readFolder(folder, (path) => takeIn(path, parts), parts.progress);
  const analysed: StudyRevision[] = [];
  for (const [uid, instances] of studies) analysed.push(await analyzeStudy(uid, instances, parts));
  return { studies: analysed, refused };
}

async function takeIn(path: string, { instances }: AnalyzeFolderParts): Promise<ReceivedInstance> {
  const file = await readFile(path);
  const header = headerOfFile(file);
  const receivedAt = (await stat(path)).mtimeMs;
  const object = storeFile(instances, { ...header, callingAeTitle: '' }, { file, receivedAt });
  return { header, object, callingAeTitle: '', receivedAt };
}

async function analyzeStudy(
  studyInstanceUid: StudyInstanceUid,
  instances: readonly ReceivedInstance[],
  { worker, selection, signal, progress }: AnalyzeFolderParts,
): Promise<StudyRevision> {
  const closed: StudyRevision = {
    studyInstanceUid,
    revision: 1,
    // The time the folder was complete: analysed again unchanged, it gives the same documents byte for byte.
    closedAt: Math.max(...instances.map(({ receivedAt }) => receivedAt)),
    state: 'closed',
    assembly: assembleStudy(instances, selection),
    instances,
    documents: [],
    deliveries: [],
  };
  const analysed: StudyRevision = {
    ...closed,
    state: 'analysed',
    findings: await worker.analyze(closed, signal, progress),
  };
  const documents = await worker.report(analysed, undefined, signal);
  return { ...analysed, state: 'reported', documents };
}
