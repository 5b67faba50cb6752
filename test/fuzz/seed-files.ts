/** The instances that are sent to record seeds: one small CT slice in every transfer syntax that dcmtk can write. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyCt } from '../support/tiny-ct.js';

/** By name, how dcmtk makes it of an Explicit VR Little Endian file. */
const ENCODERS: readonly (readonly [string, string, readonly string[]])[] = [
  ['implicit', 'dcmconv', ['+ti']],
  ['big-endian', 'dcmconv', ['+tb']],
  ['deflated', 'dcmconv', ['+td']],
  ['rle', 'dcmcrle', []],
  ['jpeg-lossless', 'dcmcjpeg', []],
  ['jpeg-ls', 'dcmcjpls', []],
];

export interface SeedFile {
  readonly syntax: string;
  readonly path: string;
}

/** The first is as it was generated; without dcmtk it is the only one. */
export async function seedFiles(folder: string): Promise<readonly SeedFile[]> {
  const explicit = { syntax: 'explicit', path: join(folder, 'explicit.dcm') };
  await writeFile(explicit.path, tinyCt('seed', 1).instances[0].part10);
  const encoded = ENCODERS.map(([syntax, command, options]) => {
    const path = join(folder, `${syntax}.dcm`);
    spawnSync(command, [...options, explicit.path, path], { stdio: 'ignore' });
    return { syntax, path };
  });
  return [explicit, ...encoded.filter(({ path }) => existsSync(path))];
}
