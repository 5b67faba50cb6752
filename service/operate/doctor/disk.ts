/** Probes of the data folder: is there room, and does a sync reach the disk in time? */
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Probe } from './check.js';

/** This far below the watermark an operator should hear of it. */
const WARN_BELOW_PERCENT = 10;

export function spaceProbe(usedPercent: () => Promise<number>, refuseAbovePercent: number): Probe {
  return {
    name: 'disk space',
    async look() {
      const used = Math.round(await usedPercent());
      const what = `The disk is ${used} % full; above ${refuseAbovePercent} % nothing is taken in.`;
      if (used >= refuseAbovePercent)
        return { state: 'fail', what, todo: 'Free space or add disk; senders retry by themselves.' };
      if (used >= refuseAbovePercent - WARN_BELOW_PERCENT)
        return { state: 'warn', what, todo: 'Free space or add disk soon.' };
      return { state: 'ok', what };
    },
  };
}

const SAMPLE_BYTES = 1024 * 1024;
/** Slower than this, a study of 500 slices takes most of a minute in syncs alone. */
const SLOW_SYNC_MS = 100;

export function syncProbe(dataDir: string): Probe {
  return {
    name: 'fsync',
    async look() {
      const milliseconds = Math.round(await timeSync(dataDir));
      const what = `A megabyte was on disk after ${milliseconds} ms.`;
      if (milliseconds <= SLOW_SYNC_MS) return { state: 'ok', what };
      return { state: 'warn', what, todo: 'Use a local SSD for storage.dataDir: every instance waits for its sync.' };
    },
  };
}

async function timeSync(dataDir: string): Promise<number> {
  const path = join(nearestFolder(dataDir), `.doctor-${process.pid}`);
  const file = await open(path, 'w');
  try {
    const started = performance.now();
    await file.write(Buffer.alloc(SAMPLE_BYTES));
    await file.sync();
    return performance.now() - started;
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** The data folder, or the one it will be made in at the first start. */
function nearestFolder(dataDir: string): string {
  let folder = resolve(dataDir);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
