/**
 * dcmtk's storescp, at its best: bytes kept as they come (`+B`), PDUs of 128 KiB. It promises nothing about the disk; with
 * fdatasync put in front of fclose (a C file beside this one, compiled when the benchmark runs) it promises the file.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.js';
import { filesBelow } from './files-below.js';
import { missingCommand, startProgram } from './program.js';
import type { Place, Receiver } from './receiver.js';

export const STORESCP = 'storescp';
export const STORESCP_WITH_SYNC = 'storescp + fdatasync';
const SOURCE = fileURLToPath(new URL('./fdatasync-on-close.c', import.meta.url));

export function storescp(): Receiver {
  return {
    name: STORESCP,
    durable: 'nothing',
    missing: missingCommand('storescp', 'apt-get install dcmtk'),
    start: (place) => start(place, {}),
  };
}

/** @param folder where the compiled library is put. */
export function storescpWithSync(folder: string): Receiver {
  const library = join(folder, 'fdatasync-on-close.so');
  const compiled = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
  const noCompiler = compiled.status === 0 ? undefined : `no C compiler: ${compiled.error?.message ?? compiled.stderr}`;
  return {
    name: STORESCP_WITH_SYNC,
    durable: 'file',
    missing: missingCommand('storescp', 'apt-get install dcmtk') ?? noCompiler,
    start: (place) => start(place, { LD_PRELOAD: library }),
  };
}

async function start({ folder, parallel, preference }: Place, env: NodeJS.ProcessEnv) {
  const port = await freePort();
  const options = [...(parallel > 1 ? ['--fork'] : []), ...(preference ? [preference] : [])];
  const args = [...options, '+B', '-pdu', '131072', '-od', folder, `${port}`];
  const program = await startProgram({ command: 'storescp', args, port, log: `${folder}.log`, env });
  return { ...program, port, aeTitle: 'STORESCP', stored: async () => filesBelow(folder).length };
}
