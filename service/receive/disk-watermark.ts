/**
 * DiskWatermark: refuses instances while the disk is fuller than the site allows, before the disk refuses them itself. How
 * full it is, is asked at most once a second, and beside intake: nobody waits for the answer.
 */
import { CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';

/** A disk fills by less than a percent in this time; asking for every instance would cost more than it tells. */
const FRESH_MS = 1_000;

export class DiskWatermark {
  #askedAt = Number.NEGATIVE_INFINITY;
  #usedPercent = 0;

  constructor(
    readonly usedPercent: () => Promise<number>,
    readonly refuseAbovePercent: number,
    readonly clock: Clock,
  ) {}

  /** By the last answer. @throws CambiumError `storage.full` */
  check(): void {
    // A clock that is set back makes the last answer old too.
    if (Math.abs(this.clock.now() - this.#askedAt) >= FRESH_MS) void this.refresh();
    if (this.#usedPercent > this.refuseAbovePercent) {
      throw new CambiumError('storage.full', `It is ${this.#usedPercent.toFixed(1)} % full.`);
    }
  }

  /** Asks now. A file system that does not answer is not full by that: the write will tell. */
  async refresh(): Promise<void> {
    this.#askedAt = this.clock.now();
    this.#usedPercent = await this.usedPercent().catch(() => 0);
  }
}
