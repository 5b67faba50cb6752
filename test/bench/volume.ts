/**
 * Files on disk to what an encoder sees, beside SimpleITK doing the same: read, clip, resample to 0.75 × 0.75 × 1.5 mm. Rounds
 * are interleaved, so that a busy moment of the machine meets both.
 *
 *   npm run bench:volume -- [--rounds 5] [--slices 300] [--memory 1000] [--write]
 *
 * --memory 0 leaves the memory out; --write puts the tables into docs/performance.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seriesIn } from '../interop/ct-folder.js';
import { projectPath } from '../support/project.js';
import { writeBetweenMarkers } from './ingest/document.js';
import { describeMachine } from './ingest/machine.js';
import { median, medianRatio } from './ingest/statistics.js';
import { SYNTAXES, type Syntax } from './ingest/syntaxes.js';
import { fixed, markdownTable } from './ingest/table.js';
import { Cambium, type Wanted } from './volume/cambium.js';
import { checkSame } from './volume/check-same.js';
import { writeSeries } from './volume/ct-series.js';
import { SimpleItk, simpleItkVersion } from './volume/simpleitk.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    slices: { type: 'string', default: '300' },
    memory: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
});

const MEMORY_OF = fileURLToPath(new URL('volume/peak-memory.ts', import.meta.url));
const MEASURED = ['Explicit VR Little Endian', 'JPEG Lossless'];
const WANTED = {
  whole: 'whole volume, 478 × 478 × 200',
  tiles: 'window of 384 × 384 × 256 in tiles of 128 × 128 × 64',
} as const satisfies Record<Wanted, string>;

const folder = mkdtempSync(join(tmpdir(), 'cambium-bench-volume-'));
const cambium = new Cambium();
const simpleItk = new SimpleItk();
try {
  const syntaxes = SYNTAXES.filter(({ name }) => MEASURED.includes(name));
  const speed: string[][] = [];
  const memory: string[][] = [];
  for (const [index, syntax] of syntaxes.entries()) speed.push(...(await compare(syntax, join(folder, `${index}`))));
  if (options.memory !== '0') for (const syntax of syntaxes) memory.push(peakMemory(syntax));
  const document = text(speed, memory);
  console.log(document);
  if (options.write) writeBetweenMarkers(projectPath('docs/performance.md'), 'volume', document);
} finally {
  await cambium.close();
  await simpleItk.close();
  rmSync(folder, { recursive: true });
}

async function compare(syntax: Syntax, name: string): Promise<string[][]> {
  const series = seriesIn(writeSeries(name, Number(options.slices), syntax));
  await checkSame(series, name, { cambium, simpleItk });
  const rows: string[][] = [];
  for (const wanted of ['whole', 'tiles'] as const) {
    const [ours, theirs, volumes]: number[][] = [[], [], []];
    for (let round = 0; round < Number(options.rounds); round++) {
      const { seconds, volumeSeconds } = await cambium.round(series, wanted);
      ours.push(seconds);
      volumes.push(volumeSeconds);
      theirs.push(await simpleItk.round(name, wanted));
      console.error(
        `${syntax.name}, ${wanted}: ${seconds.toFixed(2)} s (${volumeSeconds.toFixed(2)}), SimpleITK ${theirs.at(-1)?.toFixed(2)} s`,
      );
    }
    const figures = [median(theirs), median(ours), median(volumes), medianRatio(theirs, ours)].map(fixed(2));
    rows.push([syntax.name, WANTED[wanted], ...figures]);
  }
  rmSync(name, { recursive: true });
  return rows;
}

/** In a process of its own, which has done nothing else. */
function peakMemory(syntax: Syntax): string[] {
  const name = writeSeries(join(folder, 'memory'), Number(options.memory), syntax);
  const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, MEMORY_OF, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  rmSync(name, { recursive: true });
  if (status !== 0) throw new Error(`The memory could not be measured: exit code ${status}.`);
  return [syntax.name, options.memory, ...stdout.trim().split(' ')];
}

function text(speed: readonly string[][], memory: readonly string[][]): string {
  const parts = [
    `${describeMachine(folder)} SimpleITK ${simpleItkVersion()}, two threads.`,
    `${options.slices} slices of 512 × 512, 0.7 × 0.7 × 1.0 mm; medians of ${options.rounds} interleaved rounds. *Volume* is the part until the Volume is there. SimpleITK neither scales to 0–1, nor turns to RAS, nor cuts tiles. *Ratio* is SimpleITK’s time divided by ours in the same round.`,
    markdownTable(['transfer syntax', 'result', 'SimpleITK s', 'Cambium s', 'Volume s', 'ratio'], speed),
  ];
  if (memory.length > 0) {
    parts.push(
      'Highest resident set of a process that makes the tiles of one series.',
      markdownTable(['transfer syntax', 'slices', 's', 'peak MB'], memory),
    );
  }
  return parts.join('\n\n');
}
