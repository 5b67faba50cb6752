/**
 * What this disk asks for durability, whoever writes: one image appended to a file, or written over space that is there
 * already, then fdatasync. No receiver that keeps its word answers a lone sender faster than this.
 */
import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, ROWS } from './pixels.js';
import { median } from './statistics.js';

const TIMES = 100;
const IMAGE = Buffer.alloc(ROWS * COLUMNS * 2, 0x5a);

/** One sentence in Markdown. */
export function describeDisk(folder: string): string {
  const appended = secondsEach(folder, () => undefined);
  const writtenOver = secondsEach(folder, (file) => {
    for (let time = 0; time < TIMES; time++) writeSync(file, IMAGE, 0, IMAGE.length, time * IMAGE.length);
    fsyncSync(file);
  });
  return (
    `The disk alone, idle: ${milliseconds(appended)} ms to append ${IMAGE.length >> 10} KiB and fdatasync, ` +
    `${milliseconds(writtenOver)} ms over space written ahead (medians of ${TIMES}).`
  );
}

function secondsEach(folder: string, prepare: (file: number) => void): number {
  const path = join(folder, 'disk-floor');
  const file = openSync(path, 'w');
  try {
    prepare(file);
    return median(Array.from({ length: TIMES }, (_, time) => secondsOf(file, time * IMAGE.length)));
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

function secondsOf(file: number, at: number): number {
  const started = performance.now();
  writeSync(file, IMAGE, 0, IMAGE.length, at);
  fdatasyncSync(file);
  return (performance.now() - started) / 1000;
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(2);
}
