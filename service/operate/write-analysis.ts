/**
 * Writes what a run leaves behind for people: per study findings.json, the Structured Report as file and as text, the
 * summary page as file and as picture. One study lies in the folder itself, several in a folder each.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SopInstanceUid } from '../dicom/uid.js';
import type { RgbImage } from '../ports/page-renderer.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { DocumentRecord } from '../report/document.js';
import { documentText } from '../report/document-text.js';
import type { FolderAnalysis } from './analyze-folder.js';
import { capturedImage } from './captured-image.js';
import { type StudyView, viewRevision } from './study-view.js';

export interface WriteParts {
  /** The Part 10 file of a document. */
  load(document: DocumentRecord): Promise<Buffer>;
  encodePng(image: RgbImage): Buffer;
}

/** @returns the studies as their findings.json has them. */
export async function writeAnalysis(
  out: string,
  { studies, refused }: FolderAnalysis,
  parts: WriteParts,
): Promise<readonly StudyView[]> {
  await mkdir(out, { recursive: true });
  await removeEarlier(out);
  if (studies.length === 1) {
    const [study] = studies;
    const { view } = await writeStudy(out, study, parts);
    await writeJson(join(out, 'findings.json'), { ...view, refused });
    return [view];
  }
  const views: StudyView[] = [];
  for (const [index, study] of studies.entries()) {
    const folder = join(out, `study-${index + 1}`);
    const { view } = await writeStudy(folder, study, parts);
    await writeJson(join(folder, 'findings.json'), view);
    views.push(view);
  }
  const index = views.map(({ studyInstanceUid, state }, i) => ({ studyInstanceUid, state, folder: `study-${i + 1}` }));
  await writeJson(join(out, 'findings.json'), { studies: index, refused });
  return views;
}

/** What an earlier run left: a page of another study beside this one's would be taken for this one's. */
const EARLIER = /^((sr|summary)(-\d+)?\.(dcm|txt|png)|findings\.json|study-\d+)$/;

async function removeEarlier(out: string): Promise<void> {
  const names = await readdir(out);
  for (const name of names.filter((candidate) => EARLIER.test(candidate)))
    await rm(join(out, name), { recursive: true });
}

export interface WrittenStudy {
  readonly view: StudyView;
  /** Names in the folder. */
  readonly files: readonly string[];
}

/** The documents of one study, all but findings.json. */
export async function writeStudy(folder: string, revision: StudyRevision, parts: WriteParts): Promise<WrittenStudy> {
  await mkdir(folder, { recursive: true });
  const named = new Map<SopInstanceUid, string>();
  const files: string[] = [];
  const write = async (name: string, bytes: Buffer | string) => {
    await writeFile(join(folder, name), bytes);
    files.push(name);
  };
  for (const document of revision.documents) {
    const name = documentName(document, revision.documents);
    named.set(document.sopInstanceUid, `${name}.dcm`);
    const part10 = await parts.load(document);
    await write(`${name}.dcm`, part10);
    if (document.kind === 'sr') await write(`${name}.txt`, documentText(part10));
    if (document.kind === 'sc') await write(`${name}.png`, parts.encodePng(capturedImage(part10)));
  }
  return { view: viewRevision(revision, { files: named }), files };
}

/** `sr`, `summary`, and `summary-2` onwards for further pages. */
function documentName({ kind, sopInstanceUid }: DocumentRecord, documents: readonly DocumentRecord[]): string {
  const position = documents
    .filter((other) => other.kind === kind)
    .findIndex((other) => other.sopInstanceUid === sopInstanceUid);
  const stem = { sr: 'sr', sc: 'summary' }[kind];
  return position === 0 ? stem : `${stem}-${position + 1}`;
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
