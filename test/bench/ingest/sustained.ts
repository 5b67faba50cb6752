/**
 * Sustained rate: many images on one association, each answer dated as the sender reports it. A receiver that puts work off
 * shows a last quarter slower than its first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Bench, Chapter } from './bench.js';
import type { ImageSet } from './images.js';
import { cpuSeconds, peakMegabytes } from './process-figures.js';
import { NO_DELAY } from './program.js';
import type { Receiver, RunningReceiver } from './receiver.js';
import { withAndWithoutReserve } from './reserve.js';
import { requireStored, withReceiver } from './round.js';
import { dcmsend, send } from './senders.js';
import { median } from './statistics.js';
import { storescp } from './storescp.js';
import { markdownTable } from './table.js';

const QUARTERS = 4;
/** The default. */
const RESERVE_MEGABYTES = 4_096;
/** As dcmsend says it. */
const SUCCESS = 'C-STORE Response (Success)';
const FIRST_REQUEST = 'Sending C-STORE Request (MsgID 1,';

interface Run {
  /** Seconds of each quarter of the images. */
  readonly quarters: readonly number[];
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

interface Runs {
  readonly receiver: Receiver;
  readonly all: readonly Run[];
}

export async function measureSustained(bench: Bench): Promise<Chapter> {
  const receivers = [storescp(), ...withAndWithoutReserve(bench, RESERVE_MEGABYTES)];
  bench.tell(`making ${bench.sustainedImages} images`);
  const images = bench.images.make(bench.sustainedImages);
  const warmUp = bench.images.make(bench.warmUp);
  const runs = receivers.map((receiver) => ({ receiver, all: [] as Run[] }));
  for (let round = 1; round <= bench.rounds; round++) {
    for (const { receiver, all } of runs) {
      const run = await sustain(bench, receiver, { images, warmUp });
      all.push(run);
      const seconds = run.quarters.map((quarter) => quarter.toFixed(2)).join(' + ');
      bench.tell(`sustained, round ${round} of ${bench.rounds}, ${receiver.name}: ${seconds} s`);
    }
  }
  const columns = [
    'receiver',
    'first quarter, s',
    '2nd',
    '3rd',
    'last quarter, s',
    'last / first',
    'images/s',
    'CPU s',
    'peak MB',
  ];
  return {
    title: 'Sustained',
    text: [
      `${bench.sustainedImages} images (${(images.bytes / 1e9).toFixed(1)} GB) of one study, dcmsend, one association; ` +
        `medians of ${bench.rounds} interleaved rounds.`,
      markdownTable(
        columns,
        runs.map((each) => cells(each, images.files.length)),
      ),
    ].join('\n\n'),
  };
}

async function sustain(bench: Bench, receiver: Receiver, sets: { images: ImageSet; warmUp: ImageSet }): Promise<Run> {
  const { images, warmUp } = sets;
  return withReceiver(receiver, { folder: `${bench.folder}/received`, parallel: 1 }, async (running) => {
    await send({ sender: dcmsend, target: running, files: warmUp.files, syntax: images.syntax, parallel: 1 });
    const cpuBefore = cpuSeconds(running.pid);
    const answers = await sendDated(running, images);
    const quarter = images.files.length / QUARTERS;
    const quarters = Array.from({ length: QUARTERS }, (_, at) => answers[(at + 1) * quarter] - answers[at * quarter]);
    const run = {
      quarters,
      cpuSeconds: cpuSeconds(running.pid) - cpuBefore,
      peakMegabytes: peakMegabytes(running.pid),
    };
    await requireStored(receiver, running, images.files.length + warmUp.files.length);
    return run;
  });
}

/** Seconds at the first request, then at every answer. */
async function sendDated(target: RunningReceiver, { files, syntax }: ImageSet): Promise<readonly number[]> {
  const [command, args] = dcmsend.command(target, files, syntax);
  const child = spawn(command, ['--verbose', ...args], { env: NO_DELAY, stdio: ['ignore', 'ignore', 'pipe'] });
  const dates: number[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.includes(SUCCESS) || line.includes(FIRST_REQUEST)) dates.push(performance.now() / 1000);
  });
  const [status] = await once(child, 'close');
  if (status !== 0 || dates.length !== files.length + 1)
    throw new Error(`dcmsend ended with ${status} after ${dates.length - 1} of ${files.length} answers.`);
  return dates;
}

function cells({ receiver, all: runs }: Runs, images: number): readonly string[] {
  const quarters = Array.from({ length: QUARTERS }, (_, at) => median(runs.map((run) => run.quarters[at])));
  const seconds = quarters.reduce((sum, quarter) => sum + quarter, 0);
  return [
    receiver.name,
    ...quarters.map((quarter) => quarter.toFixed(2)),
    median(runs.map((run) => run.quarters[QUARTERS - 1] / run.quarters[0])).toFixed(2),
    (images / seconds).toFixed(0),
    median(runs.map((run) => run.cpuSeconds)).toFixed(2),
    median(runs.map((run) => run.peakMegabytes)).toFixed(0),
  ];
}
