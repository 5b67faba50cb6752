/**
 * Export. The instances of a study's newest revision in, Part 10 files out: the stored objects byte for byte, so the data
 * sets are those the sender sent. File names say order and nothing about the patient.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceHeader } from '../dicom/instance-header.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import { CambiumError } from '../errors/registry.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { StudyRegistry } from '../ports/study-registry.js';

export interface ExportedStudy {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

export interface ExportParts {
  readonly registry: StudyRegistry;
  readonly instances: InstanceReader;
}

/** Exported again, the same files are written over. @throws CambiumError `study.unknown`, `object.missing`, `object.damaged` */
export async function exportStudy(
  studyInstanceUid: StudyInstanceUid,
  folder: string,
  { registry, instances }: ExportParts,
): Promise<ExportedStudy> {
  const revision = registry.revision(studyInstanceUid);
  if (!revision)
    throw new CambiumError('study.unknown', `${studyInstanceUid} has not been completed yet, or was never received.`);
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  for (const { header, object } of revision.instances) {
    const file = await instances.get(object.key);
    await writeFile(join(folder, exportName(header)), file);
    bytes += file.length;
  }
  return { folder, files: revision.instances.length, bytes };
}

/** `<series number>-<instance number>-<hash>.dcm`: the hash keeps apart what a scanner numbered alike. */
export function exportName({ seriesNumber = 0, instanceNumber = 0, sopInstanceUid }: InstanceHeader): string {
  const hash = createHash('sha256').update(sopInstanceUid).digest('hex').slice(0, 10);
  return `${padded(seriesNumber, 3)}-${padded(instanceNumber, 4)}-${hash}.dcm`;
}

function padded(value: number, digits: number): string {
  return String(Math.abs(Math.trunc(value))).padStart(digits, '0');
}
