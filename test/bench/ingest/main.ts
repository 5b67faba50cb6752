/**
 * The ingest benchmark: this node beside dcmtk's storescp and Orthanc, same images, same senders, one machine.
 *
 *   npm run bench:ingest -- [options]
 *
 * --only rates,syntaxes,sustained,memory,identity   these parts (default: all)
 * --rounds 5 --images 1000 --warm-up 100            interleaved rounds, images of each, images sent before, untimed
 * --sustained 4000                                  images of the sustained run, a multiple of four
 * --huge                                            memory: also one object of 2 GiB
 * --profile                                         instead: where the node's time goes
 * --product DIR                                     the checkout whose built node is measured (default: this one)
 * --write                                           the result into docs/performance.md
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectPath } from '../../support/project.js';
import type { Bench, Chapter } from './bench.js';
import { writeBetweenMarkers } from './document.js';
import { checkIdentity } from './identity.js';
import { Images } from './images.js';
import { describeMachine } from './machine.js';
import { measureMemory } from './memory.js';
import { profileNode } from './profile.js';
import { compareRates, compareSyntaxes } from './rates.js';
import { measureSustained } from './sustained.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'rates,syntaxes,sustained,memory,identity' },
    rounds: { type: 'string', default: '5' },
    images: { type: 'string', default: '1000' },
    sustained: { type: 'string', default: '4000' },
    'warm-up': { type: 'string', default: '100' },
    huge: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    product: { type: 'string', default: projectPath() },
    write: { type: 'boolean', default: false },
  },
});

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Chapter>>> = {
  identity: checkIdentity,
  rates: compareRates,
  syntaxes: compareSyntaxes,
  sustained: measureSustained,
  memory: (bench) => measureMemory(bench, options),
};

const folder = mkdtempSync(join(tmpdir(), 'cambium-ingest-'));
const bench: Bench = {
  product: options.product,
  folder,
  images: new Images(folder),
  rounds: Number(options.rounds),
  imagesPerRound: Number(options.images),
  warmUp: Number(options['warm-up']),
  sustainedImages: Number(options.sustained),
  tell: (text) => console.error(text),
};
try {
  if (options.profile) console.log(await profileNode(bench));
  else await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const chapters: string[] = [];
  for (const name of options.only.split(',')) {
    if (!Object.hasOwn(PARTS, name)) throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}.`);
    const { title, text } = await PARTS[name](bench);
    chapters.push(`### ${title}\n\n${text}`);
  }
  const document = [describeMachine(folder), ...chapters].join('\n\n');
  console.log(document);
  if (options.write) writeBetweenMarkers(projectPath('docs/performance.md'), 'ingest', document);
}
