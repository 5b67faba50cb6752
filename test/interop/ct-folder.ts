/** CT instances in folders of files, by series; whatever else lies there is passed over. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../../service/analyze/volume/source-file.js';
import type { InstanceHeader } from '../../service/dicom/instance-header.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import type { SeriesInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import { readHead } from '../../service/operate/loose-files.js';

export interface SeriesOnDisk {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly headers: readonly InstanceHeader[];
  /** Absolute; the same order as `headers` and `files`. */
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
}

/** The only series of images in a folder. */
export function seriesIn(folder: string): SeriesOnDisk {
  const found = allSeriesIn(folder);
  if (found.length !== 1) throw new Error(`${found.length} series in ${folder}`);
  return found[0];
}

/** Every series of images that lies in a folder itself, in the order of the names of its files. */
export function allSeriesIn(folder: string): readonly SeriesOnDisk[] {
  const groups = new Map<SeriesInstanceUid, { path: string; header: InstanceHeader }[]>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const header = entry.isFile() ? headerOf(path) : undefined;
    if (!header?.rows) continue;
    const group = groups.get(header.seriesInstanceUid) ?? [];
    group.push({ path, header });
    groups.set(header.seriesInstanceUid, group);
  }
  return [...groups].map(([seriesInstanceUid, group]) => ({
    seriesInstanceUid,
    headers: group.map(({ header }) => header),
    paths: group.map(({ path }) => path),
    files: group.map(({ path, header }) => sourceFile(path, header)),
  }));
}

/** A folder and those below it. */
export function foldersBelow(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return [
    root,
    ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
  ].sort();
}

/** Undefined for what is no instance. */
function headerOf(path: string): InstanceHeader | undefined {
  try {
    const { meta, dataSet } = splitPart10(readHead(path, HEADER_BYTES));
    return readInstanceHeader(dataSet, meta.transferSyntaxUid);
  } catch (error) {
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}

function sourceFile(path: string, { sopInstanceUid }: InstanceHeader): SourceFile {
  const head = async (length: number) => readHead(path, length);
  return { sopInstanceUid, head, load: () => readFile(path), locate: async () => ({ path, offset: 0 }) };
}
