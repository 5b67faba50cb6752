/** How long the node takes until it listens, with a full registry and a pack file for every study, and what memory it has then. */
import { join } from 'node:path';
import { cambium } from '../ingest/cambium.js';
import { peakMegabytes } from '../ingest/process-figures.js';
import { withReceiver } from '../ingest/round.js';
import { median } from '../ingest/statistics.js';
import { fixed, markdownTable } from '../ingest/table.js';
import { fullNode, KEEP_ALL } from './full-node.js';
import type { RegistryBench } from './registry-bench.js';

const STARTS = 5;

/** A chapter of Markdown. */
export async function timeStarts({ product, folder, registry, studies, tell }: RegistryBench): Promise<string> {
  const node = cambium({ product, config: { storage: { ...KEEP_ALL.storage, reserveMegabytes: 0 } } });
  const rows: string[][] = [];
  for (const [name, started] of [
    ['empty', node],
    ['full', fullNode(node, registry)],
  ] as const) {
    const [seconds, megabytes]: number[][] = [[], []];
    for (let time = 0; time < STARTS; time++) {
      await withReceiver(started, { folder: join(folder, 'received'), parallel: 1 }, async ({ startSeconds, pid }) => {
        seconds.push(startSeconds);
        megabytes.push(peakMegabytes(pid));
        tell(`start, ${name}: ${startSeconds.toFixed(2)} s`);
      });
    }
    rows.push([name, fixed(2)(median(seconds)), fixed(0)(median(megabytes))]);
  }
  return [
    `From its start until the node listens; the full registry has ${studies} packs on the disk. Medians of ${STARTS}.`,
    markdownTable(['registry', 's', 'peak MB'], rows),
  ].join('\n\n');
}
