/**
 * The rate of a well-behaved sender beside peers that are not: idle, silent, slow, gone, lying. Each kind is measured against
 * the same sender alone, in turn; at least 0.8 of its rate is to be left.
 *
 *   npm run bench:hostile -- [--rounds 5] [--images 500] [--write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { projectPath } from '../../support/project.js';
import { cambium } from './cambium.js';
import { writeBetweenMarkers } from './document.js';
import { Images } from './images.js';
import { describeMachine } from './machine.js';
import { disturb, GATHER_MS, HOSTILE_PEERS, type PeersBeside } from './peers-beside.js';
import type { RunningReceiver } from './receiver.js';
import { timeRound } from './round.js';
import { dcmsend } from './senders.js';
import { median, medianRatio } from './statistics.js';
import { markdownTable } from './table.js';

const GOAL = 0.8;
/** All of them are to be let in: a limit that keeps them out would be measured instead. */
const ROOM_FOR_ALL = {
  node: { maxAssociations: 300, maxAssociationsPerPeer: 300 },
  storage: { reserveMegabytes: 0 },
};

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    images: { type: 'string', default: '500' },
    product: { type: 'string', default: projectPath() },
    write: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'cambium-hostile-'));
const images = new Images(folder);
const load = { images: images.make(Number(options.images)), warmUp: images.make(100), sender: dcmsend, parallel: 1 };
const node = cambium({ product: options.product, config: ROOM_FOR_ALL });
try {
  const rows: string[][] = [];
  for (const peers of HOSTILE_PEERS) rows.push(await compare(peers));
  const table = markdownTable(['beside', 'connections made', 'images/s alone', 'images/s', 'of the rate alone'], rows);
  const intro = `${options.images} images from dcmsend; medians of ${options.rounds} interleaved rounds.`;
  const document = [describeMachine(folder), intro, table].join('\n\n');
  console.log(document);
  if (options.write) writeBetweenMarkers(projectPath('docs/performance.md'), 'hostile', document);
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(peers: PeersBeside): Promise<string[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  const connections: number[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    alone.push(await rate(quietly));
    beside.push(
      await rate(async ({ port }) => {
        const disturbance = await disturb(peers, port);
        return () => {
          connections.push(disturbance.made());
          disturbance.stop();
        };
      }),
    );
  }
  const left = medianRatio(beside, alone);
  console.error(`${peers.name}: ${left.toFixed(2)}`);
  if (left < GOAL) process.exitCode = 1;
  return [
    peers.name,
    median(connections).toFixed(0),
    median(alone).toFixed(0),
    median(beside).toFixed(0),
    left.toFixed(2),
  ];
}

/** As long as the others take to gather. */
async function quietly(): Promise<() => void> {
  await sleep(GATHER_MS);
  return () => undefined;
}

async function rate(during: (running: RunningReceiver) => Promise<() => void>): Promise<number> {
  const { seconds } = await timeRound(node, load, { folder: join(folder, 'received'), during });
  return load.images.files.length / seconds;
}
