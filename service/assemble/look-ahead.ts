/**
 * LookAhead. Receiving studies that have been silent for half of their quiet time will most likely be closed as they are: their
 * analysis begins now. Each is looked at once a silence.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { Clock } from '../ports/clock.js';
import type { ReceivedInstance, StudyRegistry, StudyRevision } from '../ports/study-registry.js';
import type { Assembly } from './assembly.js';

export interface LookAheadParts {
  readonly registry: Pick<StudyRegistry, 'studies' | 'provisionalRevision'>;
  readonly worker: {
    readonly idle: boolean;
    begin(revision: StudyRevision): void;
  };
  readonly clock: Clock;
  readonly quietMs: number;
  readonly assemble: (instances: readonly ReceivedInstance[]) => Assembly;
}

const SHARE_OF_QUIET_TIME = 0.5;

export class LookAhead {
  /** Receiving studies, and when the last instance had come as they were looked at. */
  #seen = new Map<StudyInstanceUid, number>();

  constructor(readonly parts: LookAheadParts) {}

  /** Begins one analysis at most. */
  look(): void {
    const { registry, worker, clock, quietMs } = this.parts;
    if (!worker.idle) return;
    const silentSince = clock.now() - quietMs * SHARE_OF_QUIET_TIME;
    const receiving = registry.studies({ state: 'receiving' });
    const silent = receiving.filter(({ lastReceivedAt }) => lastReceivedAt <= silentSince);
    this.#seen = new Map(silent.flatMap(({ studyInstanceUid: uid }) => entryOf(this.#seen, uid)));
    const next = silent.findLast(
      ({ studyInstanceUid, lastReceivedAt }) => this.#seen.get(studyInstanceUid) !== lastReceivedAt,
    );
    if (!next) return;
    this.#seen.set(next.studyInstanceUid, next.lastReceivedAt);
    const revision = registry.provisionalRevision(next.studyInstanceUid, clock.now(), this.parts.assemble);
    if (revision?.assembly.series.some(({ used }) => used)) worker.begin(revision);
  }
}

function entryOf<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): readonly (readonly [Key, Value])[] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}
