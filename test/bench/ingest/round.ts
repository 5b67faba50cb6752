/**
 * One round of one receiver: started in an empty folder, warmed up with a study of its own, then timed from the start of the
 * senders to the end of the last. Not a figure comes back unless every image was stored.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import type { ImageSet } from './images.js';
import { cpuSeconds, peakMegabytes } from './process-figures.js';
import type { Place, Receiver, RunningReceiver } from './receiver.js';
import { type Sender, type Sending, send } from './senders.js';

export interface Load {
  readonly images: ImageSet;
  /** Sent before, untimed: a node compiles its code and makes its folders once in its life. */
  readonly warmUp: ImageSet;
  readonly sender: Sender;
  /** Associations at a time, each with its share of the images. */
  readonly parallel: number;
}

export interface Timing {
  readonly seconds: number;
  /** Of the receiver. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** @param during what happens beside the sending; what it returns ends that. */
export async function timeRound(
  receiver: Receiver,
  load: Load,
  { folder, during }: { folder: string; during?: (running: RunningReceiver) => Promise<() => void> },
): Promise<Timing> {
  const { images, warmUp, sender, parallel } = load;
  return withReceiver(receiver, { folder, parallel, preference: images.syntax.storescpOption }, async (running) => {
    const sending = { sender, target: running, syntax: images.syntax };
    await send({ ...sending, files: warmUp.files, parallel: 1 });
    const end = await during?.(running);
    const timing = await timed(running, { ...sending, files: images.files, parallel }).finally(() => end?.());
    await requireStored(receiver, running, images.files.length + warmUp.files.length);
    return timing;
  });
}

async function timed({ pid }: RunningReceiver, sending: Sending): Promise<Timing> {
  const cpuBefore = cpuSeconds(pid);
  const started = performance.now();
  await send(sending);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, cpuSeconds: cpuSeconds(pid) - cpuBefore, peakMegabytes: peakMegabytes(pid) };
}

/** Runs `work` beside a receiver in an empty folder; nothing of it stays. */
export async function withReceiver<R extends RunningReceiver, T>(
  receiver: { start(place: Place): Promise<R> },
  place: Place,
  work: (running: R) => Promise<T>,
): Promise<T> {
  mkdirSync(place.folder);
  // What earlier rounds left in the page cache would be written out at the expense of this one.
  spawnSync('sync');
  const running = await receiver.start(place);
  try {
    return await work(running);
  } finally {
    await running.stop();
    rmSync(place.folder, { recursive: true });
    rmSync(`${place.folder}.log`, { force: true });
  }
}

export async function requireStored(receiver: Receiver, running: RunningReceiver, expected: number): Promise<void> {
  const stored = await running.stored();
  if (stored !== expected) throw new Error(`${receiver.name} holds ${stored} of ${expected} images.`);
}
