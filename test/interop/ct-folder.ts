/** CT instances in a folder of files, by series; whatever else lies there is passed over. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../../service/analyze/volume/source-file.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import type { SeriesInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';

export interface SeriesOnDisk {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly files: readonly SourceFile[];
}

/** The only series of images in a folder. */
export function seriesIn(folder: string): SeriesOnDisk {
  const found = readdirSync(folder).flatMap((name) => fileOf(join(folder, name)) ?? []);
  const uids = new Set(found.map(({ series }) => series));
  if (uids.size !== 1) throw new Error(`${uids.size} series in ${folder}`);
  return { seriesInstanceUid: found[0].series, files: found.map(({ file }) => file) };
}

function fileOf(path: string): { series: SeriesInstanceUid; file: SourceFile } | undefined {
  try {
    const { meta, dataSet } = splitPart10(readFileSync(path));
    const { rows, sopInstanceUid, seriesInstanceUid } = readInstanceHeader(dataSet, meta.transferSyntaxUid);
    if (!rows) return undefined;
    const head = async (length: number) => (await readFile(path)).subarray(0, length);
    return { series: seriesInstanceUid, file: { sopInstanceUid, head, load: () => readFile(path) } };
  } catch (error) {
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}
