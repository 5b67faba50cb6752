import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstanceStore } from '../../../adapters/disk/packs/instance-store.js';
import { part10Header, splitPart10 } from '../../../service/dicom/part10.js';
import { exportName, exportStudy } from '../../../service/operate/export-study.js';
import { storeFile } from '../../../service/receive/store-file.js';
import { closeQuiet } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { instance, studyUid } from '../../support/instances.js';

const folder = mkdtempSync(join(tmpdir(), 'cambium-export-'));
const { registry, index, close } = sqliteParts();
const dataSets = [Buffer.from('first data set, as it came'), Buffer.from('second')];
const instances = createInstanceStore(folder);

beforeAll(() => {
  for (const [name, dataSet] of dataSets.entries()) {
    const made = instance({ name, header: { seriesNumber: 4, instanceNumber: 1 } });
    const file = Buffer.concat([part10Header(made.header), dataSet]);
    const object = storeFile(instances, { ...made.header, callingAeTitle: 'SCANNER' }, { file, receivedAt: 0 });
    index.record([{ ...made, object }]);
  }
  closeQuiet(registry, 10);
});
afterAll(async () => {
  await instances.close();
  close();
  rmSync(folder, { recursive: true });
});

describe('exportStudy', () => {
  it('writes every instance as a Part 10 file with the data set as it came', async () => {
    const out = join(folder, 'out');
    const exported = await exportStudy(studyUid('a'), out, { registry, instances });
    const files = readdirSync(out).map((name) => readFileSync(join(out, name)));
    expect(files.map((file) => splitPart10(file).dataSet.toString()).sort()).toEqual(dataSets.map(String).sort());
    expect(exported).toEqual({ folder: out, files: 2, bytes: files[0].length + files[1].length });
  });

  it('knows no study that was never completed', async () => {
    const unknown = exportStudy(studyUid('other'), join(folder, 'none'), { registry, instances });
    await expect(unknown).rejects.toMatchObject({ code: 'study.unknown' });
  });
});

describe('exportName', () => {
  it('keeps apart instances that a scanner numbered alike', () => {
    const [a, b] = ['a', 'b'].map((name) =>
      exportName(instance({ name, header: { seriesNumber: 4, instanceNumber: 12 } }).header),
    );
    expect(a).toMatch(/^004-0012-[0-9a-f]{10}\.dcm$/);
    expect(b).not.toBe(a);
  });
});
