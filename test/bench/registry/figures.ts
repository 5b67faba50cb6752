/** What is measured on a registry: recording beside an empty one, the worklist, a study with its trace, the queue's depth. */
import { type Database, openDatabase } from '../../../adapters/sqlite/database.js';
import { createInstanceIndex, type SqliteInstanceIndex } from '../../../adapters/sqlite/instance-index.js';
import { createJobQueue } from '../../../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../../../adapters/sqlite/study-registry.js';
import { viewStudy } from '../../../service/operate/study-view.js';
import type { ReceivedInstance } from '../../../service/ports/study-registry.js';
import { randomNumbers } from '../../support/random-numbers.js';
import { benchStudy } from './bench-study.js';

export interface OpenRegistry {
  readonly db: Database;
  readonly index: SqliteInstanceIndex;
  close(): void;
}

/** As the node opens it. */
export function openRegistry(path: string): OpenRegistry {
  const db = openDatabase(path);
  const index = createInstanceIndex(db);
  return {
    db,
    index,
    close() {
      index.close();
      db.close();
    },
  };
}

export interface RecordTimes {
  /** Milliseconds a commit, one list a registry. */
  readonly commits: readonly (readonly number[])[];
  /** Milliseconds a study, round by round, one list a registry. */
  readonly rounds: readonly (readonly number[])[];
}

/** New studies, one a round to each registry in turn; every second round in the other order. */
export function timeRecords(
  registries: readonly OpenRegistry[],
  { rounds, firstStudy, batchSize }: { rounds: number; firstStudy: number; batchSize: number },
): RecordTimes {
  const commits: number[][] = registries.map(() => []);
  const times: number[][] = registries.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const batches = inBatches(benchStudy(firstStudy + round), batchSize);
    const turn = [...registries.keys()];
    for (const which of round % 2 === 0 ? turn : turn.reverse()) {
      const took = batches.map((batch) => milliseconds(() => registries[which].index.record(batch)));
      commits[which].push(...took);
      times[which].push(took.reduce((sum, time) => sum + time, 0));
    }
  }
  return { commits, rounds: times };
}

/** Milliseconds of each look at the worklist, its first hundred studies. */
export function timeWorklist({ db }: OpenRegistry, looks: number): readonly number[] {
  const registry = createStudyRegistry(db);
  return Array.from({ length: looks }, () => milliseconds(() => registry.studies({ limit: 100 })));
}

/** Milliseconds of each look at a study somewhere in the registry, as `cambium study` shows it. */
export function timeStudies({ db }: OpenRegistry, studies: number, looks: number): readonly number[] {
  const registry = createStudyRegistry(db);
  const random = randomNumbers(1);
  return Array.from({ length: looks }, () => {
    const [{ header }] = benchStudy(Math.floor(random() * studies));
    return milliseconds(() => viewStudy(registry, header.studyInstanceUid));
  });
}

/** Milliseconds of each count of the jobs. */
export function timeDepth({ db }: OpenRegistry, looks: number): readonly number[] {
  const queue = createJobQueue(db);
  return Array.from({ length: looks }, () => milliseconds(() => queue.depth()));
}

/** Bytes of the tables and indexes of instances, a row. Reads every page's header. */
export function bytesARow({ db }: OpenRegistry): number {
  const bytes = db
    .prepare<[], number>("SELECT sum(pgsize) FROM dbstat WHERE aggregate = 1 AND name GLOB '*instances*'")
    .pluck();
  const rows = db.prepare<[], number>('SELECT count(*) FROM instances').pluck();
  return (bytes.get() ?? 0) / (rows.get() ?? 1);
}

/** The rows that were filled in are those that intake would have made: the same study again is known to the last slice. */
export function checkFilled({ db, index }: OpenRegistry, number: number): void {
  const slices = benchStudy(number);
  const outcomes = new Set(index.record(slices));
  if (outcomes.size !== 1 || !outcomes.has('duplicate')) throw new Error(`Study ${number}: ${[...outcomes]}.`);
  const read = createStudyRegistry(db).revision(slices[0].header.studyInstanceUid)?.instances;
  const order = (instance: ReceivedInstance) => JSON.stringify(Object.entries(instance.header).sort());
  if (JSON.stringify(read?.map(order)) !== JSON.stringify(slices.map(order)))
    throw new Error(`Study ${number} differs.`);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
