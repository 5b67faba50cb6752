/** What makes documents, on real adapters: objects in a folder of their own, the product's fonts and its code table. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createPageRenderer } from '../../adapters/canvas/page-renderer.js';
import { loadCodes } from '../../adapters/disk/codes.js';
import { createObjectStore } from '../../adapters/disk/object-store.js';
import { createInstanceStore, type PackStore } from '../../adapters/disk/packs/instance-store.js';
import { configSchema } from '../../service/config.js';
import type { DataSet } from '../../service/dicom/data-set.js';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { ObjectStore } from '../../service/ports/object-store.js';
import type { DocumentKind, DocumentRecord } from '../../service/report/document.js';
import type { ReportDeps } from '../../service/report/make-documents.js';

export const CODES_FILE = fileURLToPath(new URL('../../config/codes.yaml', import.meta.url));

/** @param config as in cambium.yaml. The objects go with the test. */
export async function reportDeps(
  config: object = {},
): Promise<ReportDeps & { readonly instances: PackStore; readonly objects: ObjectStore }> {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-report-'));
  const instances = createInstanceStore(folder);
  onTestFinished(async () => {
    await instances.close();
    rmSync(folder, { recursive: true });
  });
  return {
    instances,
    objects: createObjectStore(folder),
    renderer: createPageRenderer(),
    codes: await loadCodes(CODES_FILE),
    config: configSchema.parse(config),
    version: '0.1.0',
  };
}

export function ofKind(documents: readonly DocumentRecord[], kind: DocumentKind): DocumentRecord {
  const found = documents.find((document) => document.kind === kind);
  if (!found) throw new Error(`There is no ${kind}.`);
  return found;
}

/** The data set of a document, read back from its file. */
export async function readBack({ object }: DocumentRecord, { objects }: ReportDeps): Promise<DataSet> {
  const { meta, dataSet } = splitPart10(await objects.get(object));
  return readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
}
