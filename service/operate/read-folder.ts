/**
 * A folder of DICOM files in; the studies that lie in it out, and a reason for every file that holds no instance. Files are
 * taken by name, so that the same folder always reads the same.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InstanceHeader } from '../dicom/instance-header.js';
import { isPart10, splitPart10 } from '../dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../dicom/read-instance-header.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import { asCambiumError, CambiumError, type ErrorCode } from '../errors/registry.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import type { ProgressListener } from '../ports/study-worker.js';

/** A file that holds no instance this node takes in. `file` is relative to the folder. */
export interface RefusedFile {
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface FolderContents {
  readonly studies: ReadonlyMap<StudyInstanceUid, readonly ReceivedInstance[]>;
  readonly refused: readonly RefusedFile[];
}

/**
 * @param takeIn gives the instance in a file; an error of class `refused` refuses the file.
 * @throws CambiumError `input.invalid` if the folder cannot be read or holds no file, and what `takeIn` throws.
 */
export async function readFolder(
  folder: string,
  takeIn: (path: string) => Promise<ReceivedInstance>,
  progress?: ProgressListener,
): Promise<FolderContents> {
  const files = await filesBelow(folder);
  if (files.length === 0) throw new CambiumError('input.invalid', `There is no file in ${folder}.`);
  const studies = new Map<StudyInstanceUid, ReceivedInstance[]>();
  const refused: RefusedFile[] = [];
  for (const [index, file] of files.entries()) {
    progress?.('read', index + 1, files.length);
    try {
      addTo(studies, await takeIn(file));
    } catch (thrown) {
      const { code, class: errorClass, message } = asCambiumError(thrown);
      if (errorClass !== 'refused') throw thrown;
      refused.push({ file: relative(folder, file), code, message });
    }
  }
  return { studies, refused };
}

/** A folder may hold the same instance twice; a study holds it once. */
function addTo(studies: Map<StudyInstanceUid, ReceivedInstance[]>, instance: ReceivedInstance): void {
  const { studyInstanceUid, sopInstanceUid } = instance.header;
  const instances = studies.get(studyInstanceUid) ?? [];
  if (!instances.some(({ header }) => header.sopInstanceUid === sopInstanceUid)) instances.push(instance);
  studies.set(studyInstanceUid, instances);
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

/** @param bytes of the file, from its beginning; as much as the header takes is enough. */
export function headerOfFile(bytes: Buffer): InstanceHeader {
  try {
    const { meta, dataSet } = splitPart10(bytes);
    return readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
  } catch (cause) {
    // A text that lies beside the slices has no UIDs either; that is not what is wrong with it.
    if (!isPart10(bytes)) throw new CambiumError('input.not-dicom', '', { cause });
    throw cause;
  }
}
