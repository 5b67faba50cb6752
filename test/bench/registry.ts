/**
 * What a full registry costs: a hundred thousand studies of 300 slices are written (minutes, some ten gigabytes), then the
 * whole node, recording alone, looks and the start are timed, beside an empty registry where that says something.
 *
 *   npm run bench:registry -- [options]
 *
 * --only fill,node,records,looks,start   these parts (default: all)
 * --studies 100000                       in the full registry
 * --rounds 200 --node-rounds 10          of recording, and of the whole node
 * --keep FOLDER                          keeps the full registry there; one that is there already is not filled again
 * --product DIR                          the checkout whose built node is measured (default: this one)
 * --write                                the result into docs/performance.md
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectPath } from '../support/project.js';
import { writeBetweenMarkers } from './ingest/document.js';
import { describeMachine } from './ingest/machine.js';
import { compareRecords } from './registry/compare-records.js';
import { fillRegistry } from './registry/fill.js';
import { timeLooks } from './registry/looks.js';
import { makePackFiles } from './registry/pack-files.js';
import type { RegistryBench } from './registry/registry-bench.js';
import { timeStarts } from './registry/start.js';
import { compareNodes } from './registry/whole-node.js';

const PARTS: Readonly<Record<string, (bench: RegistryBench) => Promise<string | undefined>>> = {
  fill,
  node: compareNodes,
  records: compareRecords,
  looks: timeLooks,
  start: timeStarts,
};

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(PARTS).join() },
    studies: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '200' },
    'node-rounds': { type: 'string', default: '10' },
    keep: { type: 'string' },
    product: { type: 'string', default: projectPath() },
    write: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'cambium-registry-'));
const bench: RegistryBench = {
  product: options.product,
  folder,
  registry: join(options.keep ?? folder, 'registry.sqlite'),
  studies: Number(options.studies),
  rounds: Number(options.rounds),
  nodeRounds: Number(options['node-rounds']),
  tell: (text) => console.error(text),
};
try {
  const chapters: string[] = [];
  for (const name of options.only.split(',')) {
    if (!Object.hasOwn(PARTS, name)) throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}.`);
    chapters.push((await PARTS[name](bench)) ?? '');
  }
  const document = [describeMachine(folder), ...chapters.filter(Boolean)].join('\n\n');
  console.log(document);
  if (options.write) writeBetweenMarkers(projectPath('docs/performance.md'), 'registry', document);
} finally {
  rmSync(folder, { recursive: true });
}

async function fill({ registry, studies, tell }: RegistryBench): Promise<undefined> {
  if (existsSync(registry)) return;
  makePackFiles(registry, studies);
  const start = Date.now();
  fillRegistry(registry, studies, (done) => {
    if (done % 5_000 === 0 || done === studies) tell(`${done} studies, ${((Date.now() - start) / 1000).toFixed(0)} s`);
  });
}
