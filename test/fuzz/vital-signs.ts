/** Vital signs of a target, measured every few seconds, and what is wrong with them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TargetProcess } from '../support/target-process.js';
import { echoMilliseconds } from './bystander.js';

const MB = 1 << 20;
const MAX_RSS_BYTES = 200 * MB;
const MAX_ECHO_MS = 1_000;
/** Never more: those in work pile up while the disk is slow, each with a pack. */
const MAX_DESCRIPTORS = 600;
/** Left when all is over: 64 packs are kept open for studies of which more may come, and the database. */
const SPARE_DESCRIPTORS = 64 + 16;
/** Between the middle and the end of a run; the heap settles in the first third. */
const MAX_GROWTH_BYTES = 25 * MB;
/** For the last connections to end and the last packs to be sealed. */
const SETTLING_MS = 10_000;
/** Fewer say nothing about a trend. */
const SAMPLES_OF_A_TREND = 30;

export class VitalSigns {
  readonly rss: number[] = [];
  slowestEchoMs = 0;
  mostDescriptors = 0;
  readonly #descriptorsAtStart: number;

  constructor(readonly target: TargetProcess) {
    this.#descriptorsAtStart = target.openFiles;
  }

  /**
   * What is wrong now, in words.
   * @param diskMs how long the disk alone may have kept one waiting: a write that it does so holds up all of the process.
   */
  async measure(diskMs: number): Promise<readonly string[]> {
    if (!this.target.alive) return [`the process ended: ${this.target.output.slice(-2_000)}`];
    const rssBytes = this.target.rssBytes;
    const descriptors = this.target.openFiles;
    this.rss.push(rssBytes);
    this.mostDescriptors = Math.max(this.mostDescriptors, descriptors);
    return [
      ...(rssBytes > MAX_RSS_BYTES ? [`${megabytes(rssBytes)} MB of memory`] : []),
      ...(descriptors > MAX_DESCRIPTORS ? [`${descriptors} descriptors`] : []),
      ...(await this.#echo(MAX_ECHO_MS + diskMs)),
    ];
  }

  async #echo(mostMs: number): Promise<readonly string[]> {
    try {
      const milliseconds = await echoMilliseconds(this.target.port);
      this.slowestEchoMs = Math.max(this.slowestEchoMs, milliseconds);
      return milliseconds > mostMs ? [`C-ECHO took ${Math.round(milliseconds)} ms`] : [];
    } catch (error) {
      return [`C-ECHO failed: ${error instanceof Error ? error.message : error}`];
    }
  }

  /** What has not been given back, a moment after all is over. */
  async leaks(): Promise<readonly string[]> {
    const most = this.#descriptorsAtStart + SPARE_DESCRIPTORS;
    for (const end = Date.now() + SETTLING_MS; this.target.openFiles > most && Date.now() < end; ) await sleep(50);
    const left = this.target.openFiles;
    return [...this.#trend(), ...(left > most ? [`${left} descriptors are left`] : [])];
  }

  /** Whether memory only grew. */
  #trend(): readonly string[] {
    if (this.rss.length < SAMPLES_OF_A_TREND) return [];
    const third = Math.floor(this.rss.length / 3);
    const growth = Math.max(...this.rss.slice(-third)) - Math.max(...this.rss.slice(third, 2 * third));
    return growth > MAX_GROWTH_BYTES ? [`memory grew by ${megabytes(growth)} MB in the last third`] : [];
  }
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / MB);
}
