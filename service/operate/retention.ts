/**
 * Retention. Studies that came longer ago than storage.keepDays and have no work left are let go: packs and documents from
 * the disk first, then their rows. Killed in between, the rows are still there and the next run goes on.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { Clock } from '../ports/clock.js';
import type { InstanceIndex } from '../ports/instance-index.js';
import { type InstanceStore, packOf } from '../ports/instance-store.js';
import type { ObjectKey, ObjectStore } from '../ports/object-store.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { StudyRegistry, StudyRevision } from '../ports/study-registry.js';

const DAY_MS = 86_400_000;

export interface RetentionParts {
  readonly registry: StudyRegistry;
  readonly index: InstanceIndex;
  readonly instances: InstanceStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly observe: StageObserver;
  /** 0 keeps everything. */
  readonly keepDays: number;
}

export class Retention {
  constructor(readonly parts: RetentionParts) {}

  async letGo(): Promise<void> {
    const { index, clock, keepDays, observe } = this.parts;
    if (keepDays === 0) return;
    const expired = index.expired(clock.now() - keepDays * DAY_MS);
    let packs = 0;
    for (const study of expired) packs += await this.#letGoStudy(study);
    if (expired.length > 0) observe({ event: 'studies.expired', studies: expired.length, packs });
  }

  /** @returns how many packs it had */
  async #letGoStudy(study: StudyInstanceUid): Promise<number> {
    const { registry, index, instances, objects } = this.parts;
    const newest = registry.revision(study);
    const packs = new Set(newest?.instances.map(({ object }) => packOf(object.key)));
    for (const pack of packs) await instances.deletePack(pack);
    for (let number = newest?.revision ?? 0; number > 0; number--) {
      for (const key of objectsOf(registry.revision(study, number))) await objects.delete(key);
    }
    for (const pack of index.forget(study)) await instances.deletePack(pack);
    return packs.size;
  }
}

function objectsOf(revision: StudyRevision | undefined): readonly ObjectKey[] {
  const documents = revision?.documents.map(({ object }) => object) ?? [];
  const images = revision?.findings?.keyImages.map(({ pixels }) => pixels) ?? [];
  return [...documents, ...images];
}
