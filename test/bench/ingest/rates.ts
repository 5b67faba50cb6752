/**
 * Rates. Every receiver takes the same images from the same sender, in turn; ratios are of the same round, so that a busy
 * moment of the machine does not decide.
 */
import type { Bench, Chapter } from './bench.js';
import { describeDisk } from './disk-floor.js';
import type { ImageSet } from './images.js';
import { orthanc } from './orthanc.js';
import type { Receiver } from './receiver.js';
import { withAndWithoutReserve } from './reserve.js';
import { type Timing, timeRound } from './round.js';
import { dcmsend, type Sender, storescu } from './senders.js';
import { median, medianRatio } from './statistics.js';
import { STORESCP, STORESCP_WITH_SYNC, storescp, storescpWithSync } from './storescp.js';
import { SYNTAXES } from './syntaxes.js';
import { markdownTable } from './table.js';

/** More than is sent in a round, whatever share of it four associations leave unused. */
const RESERVE_MEGABYTES = 1_000;

interface Contest {
  readonly receivers: readonly Receiver[];
  readonly sender: Sender;
  readonly parallel: number;
  readonly images: ImageSet;
  readonly warmUp: ImageSet;
}

interface Result {
  readonly receiver: Receiver;
  readonly timings: readonly Timing[];
}

export async function compareRates(bench: Bench): Promise<Chapter> {
  const nodes = withAndWithoutReserve(bench, RESERVE_MEGABYTES);
  const all = [storescp(), storescpWithSync(bench.folder), ...nodes, orthanc()];
  const receivers = all.filter(({ missing }) => missing === undefined);
  const [images, warmUp] = [bench.imagesPerRound, bench.warmUp].map((count) => bench.images.make(count));
  const rows: string[][] = [];
  for (const sender of [dcmsend, storescu]) {
    for (const parallel of [1, 4]) {
      const results = await compete(bench, { receivers, sender, parallel, images, warmUp });
      rows.push(...results.map((result) => [sender.name, `${parallel}`, ...rateCells(result, results, images)]));
    }
  }
  const left = all.flatMap(({ name, missing }) => (missing ? [`${name} was left out: ${missing}.`] : []));
  return {
    title: 'Rate',
    text: [
      `${bench.imagesPerRound} images of 526 kB, Explicit VR Little Endian, after ${bench.warmUp} others; medians of ` +
        `${bench.rounds} interleaved rounds. *Safe* is what survives a loss of power once Success has left. A ratio is of ` +
        'times, to that receiver in the same round: lower is better. The node has had a quiet minute to write space ahead ' +
        '(`storage.reserveMegabytes`), or has none left.',
      describeDisk(bench.folder),
      markdownTable(['sender', 'associations', ...RATE_COLUMNS], rows),
      ...left,
    ].join('\n\n'),
  };
}

export async function compareSyntaxes(bench: Bench): Promise<Chapter> {
  const all = [storescp(), storescpWithSync(bench.folder), ...withAndWithoutReserve(bench, RESERVE_MEGABYTES)];
  const receivers = all.filter(({ missing }) => missing === undefined);
  const count = Math.ceil(bench.imagesPerRound / 4);
  const rows: string[][] = [];
  for (const syntax of SYNTAXES) {
    bench.tell(`images in ${syntax.name}`);
    const images = bench.images.make(count, syntax);
    const warmUp = bench.images.make(Math.min(bench.warmUp, count), syntax);
    const results = await compete(bench, { receivers, sender: dcmsend, parallel: 1, images, warmUp });
    rows.push(...results.map((result) => [syntax.name, ...rateCells(result, results, images)]));
  }
  return {
    title: 'Transfer syntaxes',
    text: [
      `${count} images from dcmsend on one association, kept in the transfer syntax they have.`,
      markdownTable(['transfer syntax', ...RATE_COLUMNS], rows),
    ].join('\n\n'),
  };
}

async function compete(bench: Bench, { receivers, ...load }: Contest): Promise<readonly Result[]> {
  const results = receivers.map((receiver) => ({ receiver, timings: [] as Timing[] }));
  for (let round = 1; round <= bench.rounds; round++) {
    for (const { receiver, timings } of results) {
      const timing = await timeRound(receiver, load, { folder: `${bench.folder}/received` });
      timings.push(timing);
      bench.tell(
        `${load.sender.name} × ${load.parallel}, ${load.images.syntax.name}, round ${round} of ${bench.rounds}, ` +
          `${receiver.name}: ${timing.seconds.toFixed(2)} s`,
      );
    }
  }
  return results;
}

/** The ratios are to the two: one that promises nothing, and one that promises what can be compared. */
const COMPARED_WITH = [STORESCP, STORESCP_WITH_SYNC] as const;
const RATE_COLUMNS = ['receiver', 'safe', 's', 'images/s', 'MB/s', 'CPU s', 'peak MB', ...COMPARED_WITH.map(ratioTo)];

function ratioTo(name: string): string {
  return `÷ ${name}`;
}

function rateCells({ receiver, timings }: Result, all: readonly Result[], images: ImageSet): string[] {
  const of = (key: keyof Timing) => timings.map((timing) => timing[key]);
  const seconds = median(of('seconds'));
  const ratios = COMPARED_WITH.map((name) => {
    const other = all.find((result) => result.receiver.name === name);
    return other
      ? medianRatio(
          of('seconds'),
          other.timings.map((timing) => timing.seconds),
        ).toFixed(2)
      : '';
  });
  return [
    receiver.name,
    receiver.durable,
    seconds.toFixed(2),
    (images.files.length / seconds).toFixed(0),
    (images.bytes / 1e6 / seconds).toFixed(0),
    median(of('cpuSeconds')).toFixed(2),
    median(of('peakMegabytes')).toFixed(0),
    ...ratios,
  ];
}
