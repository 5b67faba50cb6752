/**
 * Analyse a folder of DICOM files without any network: the same assembling, measuring and reporting as the node, one
 * revision a study. Every file that is not used has a reason. What leaves is written by the caller.
 */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { assembleStudy, type SelectionRules } from '../assemble/assemble-study.js';
import type { InstanceHeader } from '../dicom/instance-header.js';
import { isPart10, splitPart10 } from '../dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../dicom/read-instance-header.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import { asCambiumError, CambiumError, type ErrorCode } from '../errors/registry.js';
import type { InstanceStore } from '../ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../ports/study-registry.js';
import type { ProgressListener, StudyWorker } from '../ports/study-worker.js';
import { storeFile } from '../receive/store-file.js';

export interface AnalyzeFolderParts {
  readonly instances: InstanceStore;
  readonly worker: StudyWorker;
  readonly selection: SelectionRules;
  readonly signal: AbortSignal;
  readonly progress?: ProgressListener;
}

/** A file that holds no instance this node takes in. `file` is relative to the folder. */
export interface RefusedFile {
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface FolderAnalysis {
  readonly studies: readonly StudyRevision[];
  readonly refused: readonly RefusedFile[];
}

/** @throws CambiumError `input.invalid` if the folder cannot be read or holds no file. */
export async function analyzeFolder(folder: string, parts: AnalyzeFolderParts): Promise<FolderAnalysis> {
  const files = await filesBelow(folder);
  if (files.length === 0) throw new CambiumError('input.invalid', `There is no file in ${folder}.`);
  const studies = new Map<StudyInstanceUid, ReceivedInstance[]>();
  const refused: RefusedFile[] = [];
  for (const [index, file] of files.entries()) {
    parts.progress?.('read', index + 1, files.length);
    try {
      const instance = await takeIn(file, parts);
      const instances = studies.get(instance.header.studyInstanceUid) ?? [];
      // A folder may hold the same instance twice; a study holds it once.
      if (!instances.some(({ header }) => header.sopInstanceUid === instance.header.sopInstanceUid))
        instances.push(instance);
      studies.set(instance.header.studyInstanceUid, instances);
    } catch (thrown) {
      const { code, class: errorClass, message } = asCambiumError(thrown);
      if (errorClass !== 'refused') throw thrown;
      refused.push({ file: relative(folder, file), code, message });
    }
  }
  const analysed: StudyRevision[] = [];
  for (const [uid, instances] of studies) analysed.push(await analyzeStudy(uid, instances, parts));
  return { studies: analysed, refused };
}

async function filesBelow(folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw new CambiumError('input.invalid', `The folder ${folder} cannot be read.`, { cause });
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function takeIn(path: string, { instances }: AnalyzeFolderParts): Promise<ReceivedInstance> {
  const file = await readFile(path);
  const header = headerOf(file);
  const receivedAt = (await stat(path)).mtimeMs;
  const object = storeFile(instances, { ...header, callingAeTitle: '' }, { file, receivedAt });
  return { header, object, callingAeTitle: '', receivedAt };
}

function headerOf(file: Buffer): InstanceHeader {
  try {
    const { meta, dataSet } = splitPart10(file);
    return readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
  } catch (cause) {
    // A text that lies beside the slices has no UIDs either; that is not what is wrong with it.
    if (!isPart10(file)) throw new CambiumError('input.not-dicom', '', { cause });
    throw cause;
  }
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
