/** Vital signs of a target, measured every few seconds, and what is wrong with them. */
import type { TargetProcess } from '../support/target-process.js';
import { echoMilliseconds } from './bystander.js';

const MB = 1 << 20;
const MAX_RSS_BYTES = 200 * MB;
const MAX_ECHO_MS = 1_000;
/** Beside one a connection: 64 packs are kept open for studies of which more may come, and the database. */
const SPARE_DESCRIPTORS = 64 + 16;
/** Between the middle and the end of a run; the heap settles in the first third. */
const MAX_GROWTH_BYTES = 25 * MB;
/** Fewer say nothing about a trend. */
const SAMPLES_OF_A_TREND = 30;

export class VitalSigns {
  readonly rss: number[] = [];
  slowestEchoMs = 0;
  mostDescriptors = 0;
  readonly #descriptors: number;

  constructor(
    readonly target: TargetProcess,
    connections: number,
  ) {
    this.#descriptors = target.openFiles + connections + SPARE_DESCRIPTORS;
  }

  /** What is wrong now, in words. */
  async measure(): Promise<readonly string[]> {
    if (!this.target.alive) return [`the process ended: ${this.target.output.slice(-2_000)}`];
    const rssBytes = this.target.rssBytes;
    const descriptors = this.target.openFiles;
    this.rss.push(rssBytes);
    this.mostDescriptors = Math.max(this.mostDescriptors, descriptors);
    return [
      ...(rssBytes > MAX_RSS_BYTES ? [`${megabytes(rssBytes)} MB of memory`] : []),
      ...(descriptors > this.#descriptors ? [`${descriptors} descriptors`] : []),
      ...(await this.#echo()),
    ];
  }

  async #echo(): Promise<readonly string[]> {
    try {
      const milliseconds = await echoMilliseconds(this.target.port);
      this.slowestEchoMs = Math.max(this.slowestEchoMs, milliseconds);
      return milliseconds > MAX_ECHO_MS ? [`C-ECHO took ${Math.round(milliseconds)} ms`] : [];
    } catch (error) {
      return [`C-ECHO failed: ${error instanceof Error ? error.message : error}`];
    }
  }

  /** Whether memory only grew. */
  trend(): readonly string[] {
    if (this.rss.length < SAMPLES_OF_A_TREND) return [];
    const third = Math.floor(this.rss.length / 3);
    const growth = Math.max(...this.rss.slice(-third)) - Math.max(...this.rss.slice(third, 2 * third));
    return growth > MAX_GROWTH_BYTES ? [`memory grew by ${megabytes(growth)} MB in the last third`] : [];
  }
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / MB);
}
