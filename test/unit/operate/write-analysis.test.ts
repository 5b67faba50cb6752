import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstanceStore } from '../../../adapters/disk/packs/instance-store.js';
import { writeAnalysis } from '../../../service/operate/write-analysis.js';
import { tinyRevision } from '../../support/tiny-revision.js';

describe('writeAnalysis', () => {
  let out: string;
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'cambium-out-'));
  });
  afterEach(() => rm(out, { recursive: true }));

  const parts = {
    load: async () => Buffer.alloc(0),
    encodePng: () => Buffer.alloc(0),
  };
  const revisions = async (...names: readonly string[]) => {
    const instances = createInstanceStore(join(out, '.store'));
    const made = names.map((name) => tinyRevision(name, instances));
    await instances.close();
    return made;
  };

  it('puts one study into the folder and several into a folder each', async () => {
    await writeAnalysis(out, { studies: await revisions('a'), refused: [] }, parts);
    expect(await readdir(out)).toEqual(['.store', 'findings.json']);
    await writeAnalysis(out, { studies: await revisions('a', 'b'), refused: [] }, parts);
    expect((await readdir(out)).sort()).toEqual(['.store', 'findings.json', 'study-1', 'study-2']);
  });

  it('leaves nothing of an earlier run beside the new one, and other files alone', async () => {
    for (const name of ['summary-2.dcm', 'summary-2.png', 'sr.txt', 'notes.txt', 'srt.dcm'])
      await writeFile(join(out, name), '');
    await writeAnalysis(out, { studies: await revisions('a', 'b'), refused: [] }, parts);
    await writeAnalysis(out, { studies: await revisions('a'), refused: [] }, parts);
    expect((await readdir(out)).sort()).toEqual(['.store', 'findings.json', 'notes.txt', 'srt.dcm']);
  });
});
