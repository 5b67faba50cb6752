/** Loading a pack from its folder: a copy of the densitometry pack, broken in one way a test. */
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPack, loadPacks } from '../../../../adapters/disk/model-pack-folder.js';
import { stateFiles } from '../../../../models/build/densitometry.js';
import { packageRoot } from '../../../../service/package-root.js';

describe('loadPack', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'cambium-pack-'));
    folder = join(parent, 'densitometry');
    await cp(join(packageRoot(), 'models/packs/densitometry'), folder, { recursive: true });
  });
  afterEach(() => rm(parent, { recursive: true }));

  async function editManifest(search: string | RegExp, replacement: string): Promise<void> {
    const path = join(folder, 'manifest.yaml');
    const text = await readFile(path, 'utf8');
    const edited = text.replace(search, replacement);
    expect(edited).not.toBe(text);
    await writeFile(path, edited);
  }

  it('loads the pack that comes with the product', async () => {
    const pack = await loadPack(folder);
    expect(pack.manifest.id).toBe('densitometry');
    expect(pack.graphs).toEqual([
      { role: 'local', path: join(folder, 'local.onnx') },
      { role: 'global', path: join(folder, 'global.onnx') },
    ]);
    expect(pack.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  for (const file of ['local.onnx', 'global.onnx', 'MODEL_CARD.md']) {
    it(`refuses a changed ${file}, by its name`, async () => {
      await appendFile(join(folder, file), 'x');
      await expect(loadPack(folder)).rejects.toMatchObject({
        code: 'pack.digest-mismatch',
        details: expect.stringContaining(join(folder, file)),
      });
    });
  }

  it('refuses a file of the right size with another byte in it', async () => {
    const path = join(folder, 'local.onnx');
    const bytes = await readFile(path);
    bytes[100] ^= 1;
    await writeFile(path, bytes);
    await expect(loadPack(folder)).rejects.toMatchObject({ code: 'pack.digest-mismatch' });
  });

  it('names a file that is missing', async () => {
    await rm(join(folder, 'global.onnx'));
    await expect(loadPack(folder)).rejects.toMatchObject({
      code: 'pack.invalid',
      details: expect.stringContaining('global.onnx'),
    });
  });

  const INVALID: readonly (readonly [what: string, search: string | RegExp, replacement: string, path: string])[] = [
    ['a number that is text', 'maxSliceMm: 3', 'maxSliceMm: thin', 'measures[0].gates.maxSliceMm'],
    ['an unknown key', 'schema: ct-encoder/1', 'schema: ct-encoder/1\nextra: 1', 'document: '],
    ['another schema', 'ct-encoder/1', 'ct-encoder/2', 'schema'],
    ['a step that is not known', 'op: clip_hu', 'op: zscore', 'input.steps[3].op'],
    ['a file outside the folder', 'path: local.onnx', 'path: ../local.onnx', 'files[0].path'],
    ['two files of one role', 'role: card', 'role: global', 'files: exactly one file must have the role global'],
    ['labels in another order', /- background\n(\s+)- body/, '- body\n$1- background', 'input.steps[1].labels'],
    ['a label that is not named', 'outline: [lungLeft', 'outline: [lung', 'measures[0]: no label is named lung'],
    ['a threshold between two bins', 'hu: -950 }', 'hu: -945 }', 'measures[0].value.hu'],
    ['the same measure twice', 'id: lung-volume', 'id: laa950', 'measures[1].id: laa950 is taken'],
    ['what is not YAML', 'schema:', '{', 'manifest.yaml is not YAML'],
  ];
  for (const [what, search, replacement, path] of INVALID) {
    it(`refuses a manifest with ${what}, and says where`, async () => {
      await editManifest(search, replacement);
      await expect(loadPack(folder)).rejects.toMatchObject({
        code: 'pack.invalid',
        details: expect.stringContaining(path),
      });
    });
  }

  it('gives another pack digest after any change, and another head binding only if embeddings may change', async () => {
    const before = await loadPack(folder);
    await editManifest('# In the graph:', '# In the local graph:');
    const commented = await loadPack(folder);
    expect(commented.digest).not.toBe(before.digest);
    expect(commented.headBinding).toBe(before.headBinding);

    await editManifest('hu: -1024, label', 'hu: -1023, label');
    expect((await loadPack(folder)).headBinding).not.toBe(before.headBinding);
  });

  it('gives another head binding when a graph is another', async () => {
    const before = await loadPack(folder);
    await appendFile(join(folder, 'local.onnx'), 'x');
    const path = join(folder, 'manifest.yaml');
    const files = new Map<string, Buffer>();
    for (const name of ['local.onnx', 'global.onnx', 'MODEL_CARD.md'])
      files.set(name, await readFile(join(folder, name)));
    await writeFile(
      path,
      stateFiles(await readFile(path, 'utf8'), (name) => files.get(name) ?? Buffer.alloc(0)),
    );
    expect((await loadPack(folder)).headBinding).not.toBe(before.headBinding);
  });

  it('takes a pack from the first folder that has it', async () => {
    const elsewhere = join(packageRoot(), 'models/packs');
    const [pack] = await loadPacks(['densitometry'], [join(parent, 'none'), parent, elsewhere]);
    expect(pack.graphs[0].path).toBe(join(folder, 'local.onnx'));
  });

  it('says where it looked for a pack that is in no folder', async () => {
    await expect(loadPacks(['other'], [parent])).rejects.toMatchObject({
      code: 'pack.invalid',
      details: `No pack other in ${parent}.`,
    });
  });

  it('refuses a pack whose manifest has another name than its folder', async () => {
    await cp(folder, join(parent, 'other'), { recursive: true });
    await expect(loadPacks(['other'], [parent])).rejects.toMatchObject({
      code: 'pack.invalid',
      details: expect.stringContaining('densitometry'),
    });
  });
});
