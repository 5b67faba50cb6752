/** What the demo leaves behind: the study it sent, and what arrived in the archive, as files and as a picture. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitPart10 } from '../../dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../dicom/read-instance-header.js';
import { CambiumError } from '../../errors/registry.js';
import type { RgbImage } from '../../ports/page-renderer.js';
import type { OutgoingFile } from '../../ports/storage-scu.js';
import type { DocumentRecord } from '../../report/document.js';
import { exportName } from '../export-study.js';
import { writeStudy } from '../write-analysis.js';
import type { DemoResult } from './run-demo.js';

export interface WriteDemoParts {
  readonly study: { readonly instances: readonly OutgoingFile[] };
  readonly result: DemoResult;
  encodePng(image: RgbImage): Buffer;
}

/** @returns names in `out`. */
export async function writeDemo(out: string, { study, result, encodePng }: WriteDemoParts): Promise<readonly string[]> {
  const folder = join(out, 'study');
  await mkdir(folder, { recursive: true });
  for (const { part10 } of study.instances) await writeFile(join(folder, nameOf(part10)), part10);
  const load = async ({ sopInstanceUid }: DocumentRecord) => {
    const part10 = result.arrived.get(sopInstanceUid);
    if (!part10) throw new CambiumError('object.missing', 'A document did not arrive in the archive.');
    return part10;
  };
  const { view, files } = await writeStudy(out, result.revision, { load, encodePng });
  await writeFile(join(out, 'findings.json'), `${JSON.stringify(view, null, 2)}\n`);
  return ['study/', ...files, 'findings.json'];
}

function nameOf(part10: Buffer): string {
  const { meta, dataSet } = splitPart10(part10);
  return exportName(readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid));
}
