/** DiskWatermark: refuses instances while the disk is fuller than the site allows, before the disk refuses them itself. */
import { CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { ObjectStore } from '../ports/object-store.js';

/** A disk fills by less than a percent in this time; asking for every instance would cost more than it tells. */
const FRESH_MS = 1_000;

export class DiskWatermark {
  #askedAt = Number.NEGATIVE_INFINITY;
  #usedPercent = 0;

  constructor(
    readonly objects: Pick<ObjectStore, 'usedPercent'>,
    readonly refuseAbovePercent: number,
    readonly clock: Clock,
  ) {}

  /** @throws CambiumError `storage.full` */
  async check(): Promise<void> {
    const now = this.clock.now();
    // A clock that is set back makes the last answer old too.
    if (Math.abs(now - this.#askedAt) >= FRESH_MS) {
      this.#usedPercent = await this.objects.usedPercent();
      this.#askedAt = now;
    }
    if (this.#usedPercent > this.refuseAbovePercent) {
      throw new CambiumError('storage.full', `It is ${this.#usedPercent.toFixed(1)} % full.`);
    }
  }
}
