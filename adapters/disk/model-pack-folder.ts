/**
 * Model packs on disk: a folder with manifest.yaml and the files it names. A pack is used only if every byte is the one its
 * manifest states, so a broken pack stops the node at its start and not in the middle of a study.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { headBinding, type LoadedPack, packDigest } from '../../service/analyze/pack/loaded-pack.js';
import { graphFiles, type Manifest } from '../../service/analyze/pack/manifest.js';
import { parseManifest } from '../../service/analyze/pack/parse-manifest.js';
import { CambiumError } from '../../service/errors/registry.js';

const MANIFEST = 'manifest.yaml';

/**
 * The packs of these names, in this order, each from the first of the folders that has it.
 * @throws CambiumError `pack.invalid`, `pack.digest-mismatch`
 */
export async function loadPacks(names: readonly string[], folders: readonly string[]): Promise<readonly LoadedPack[]> {
  const packs: LoadedPack[] = [];
  for (const name of names) packs.push(await loadNamed(name, folders));
  return packs;
}

/** @throws CambiumError `pack.invalid`, `pack.digest-mismatch` */
export async function loadPack(folder: string): Promise<LoadedPack> {
  const bytes = await readPackFile(folder, MANIFEST);
  const manifest = parseManifest(parseYaml(folder, bytes), join(folder, MANIFEST));
  for (const file of manifest.files) await checkFile(folder, file);
  return {
    manifest,
    digest: packDigest(bytes, manifest),
    headBinding: headBinding(manifest),
    graphs: graphFiles(manifest).map(({ role, path }) => ({ role, path: join(folder, path) })),
  };
}

async function loadNamed(name: string, folders: readonly string[]): Promise<LoadedPack> {
  const folder = folders.map((parent) => join(parent, name)).find((candidate) => existsSync(join(candidate, MANIFEST)));
  if (!folder) throw new CambiumError('pack.invalid', `No pack ${name} in ${folders.join(', ')}.`);
  const pack = await loadPack(folder);
  if (pack.manifest.id !== name)
    throw new CambiumError('pack.invalid', `The pack in ${folder} calls itself ${pack.manifest.id}.`);
  return pack;
}

async function readPackFile(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new CambiumError('pack.invalid', `${join(folder, name)} cannot be read.`, { cause });
  }
}

function parseYaml(folder: string, bytes: Buffer): unknown {
  try {
    return parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new CambiumError('pack.invalid', `${join(folder, MANIFEST)} is not YAML.`, { cause });
  }
}

async function checkFile(folder: string, { path, sha256, bytes }: Manifest['files'][number]): Promise<void> {
  const content = await readPackFile(folder, path);
  const digest = createHash('sha256').update(content).digest('hex');
  if (content.length === bytes && digest === sha256) return;
  throw new CambiumError(
    'pack.digest-mismatch',
    `${join(folder, path)} has ${content.length} bytes and sha256 ${digest}; stated are ${bytes} bytes and ${sha256}.`,
  );
}
