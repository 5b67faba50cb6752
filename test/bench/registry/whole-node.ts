/** The rate of the whole node on the full registry beside that on an empty one: same images, in turn, both with a full reserve. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Images } from '../ingest/images.js';
import { withAndWithoutReserve } from '../ingest/reserve.js';
import { type Timing, timeRound } from '../ingest/round.js';
import { dcmsend } from '../ingest/senders.js';
import { meanRatio, median } from '../ingest/statistics.js';
import { markdownTable } from '../ingest/table.js';
import { rootOf } from './bench-study.js';
import { fullNode, KEEP_ALL, studiesIn } from './full-node.js';
import type { RegistryBench } from './registry-bench.js';

/** Twice 300 images. */
const RESERVE_MEGABYTES = 400;
const IMAGES = 300;

/** A chapter of Markdown. */
export async function compareNodes({ product, folder, registry, nodeRounds, tell }: RegistryBench): Promise<string> {
  const [node] = withAndWithoutReserve({ product, config: KEEP_ALL }, RESERVE_MEGABYTES);
  const first = studiesIn(registry);
  const images = new Images(folder, (set) => rootOf(first + set));
  const contest = [
    { name: 'empty', node, timings: [] as Timing[] },
    { name: 'full', node: fullNode(node, registry), timings: [] as Timing[] },
  ];
  for (let round = 1; round <= nodeRounds; round++) {
    const load = { warmUp: images.make(IMAGES), images: images.make(IMAGES), sender: dcmsend, parallel: 1 };
    for (const { name, node, timings } of round % 2 === 1 ? contest : contest.toReversed()) {
      const timing = await timeRound(node, load, { folder: join(folder, 'received') });
      timings.push(timing);
      tell(`node, round ${round} of ${nodeRounds}, ${name}: ${timing.seconds.toFixed(2)} s`);
    }
    for (const { files } of [load.warmUp, load.images]) rmSync(dirname(files[0]), { recursive: true });
  }
  const [empty, full] = contest.map(({ timings }) => timings.map(({ seconds }) => seconds));
  const { mean, from, to } = meanRatio(empty, full);
  const rows = contest.map(({ name, timings }) => [
    name,
    (IMAGES / median(timings.map(({ seconds }) => seconds))).toFixed(0),
    median(timings.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
    Math.max(...timings.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0),
  ]);
  return [
    `${IMAGES} images from dcmsend on one association, after ${IMAGES} others, new studies each time, space written ahead; ` +
      `medians of ${nodeRounds} interleaved rounds. The rate on the full registry is **${mean.toFixed(2)}** of that on the ` +
      `empty one in the same round (geometric mean; 95 % confidence ${from.toFixed(2)} to ${to.toFixed(2)}).`,
    markdownTable(['registry', 'images/s', 'CPU s', 'highest peak MB'], rows),
  ].join('\n\n');
}
