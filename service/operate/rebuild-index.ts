/**
 * Rebuilding the index of instances from the packs alone, pack by pack in the order of their making. A damaged record is left
 * out and named; of one that was damaged and then taken in anew, that leaves the whole one.
 */
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceStore, PackRecord } from '../ports/instance-store.js';
import type { ProgressListener } from '../ports/study-worker.js';
import { readReceived } from '../receive/read-received.js';
import type { DamagedInstance } from './verify-instances.js';

/** Rows a commit: many, since nobody waits for a single one. */
const BATCH = 500;

export interface Rebuilt {
  readonly packs: number;
  readonly instances: number;
  readonly damaged: readonly DamagedInstance[];
}

/** @param index an empty one. Packs that a killed node left open are cut behind their last whole record. */
export async function rebuildIndex(
  {
    instances,
    index,
  }: { readonly instances: InstanceStore; readonly index: Pick<InstanceIndex, 'record' | 'packSealed'> },
  progress: ProgressListener,
): Promise<Rebuilt> {
  const packs = await instances.packs();
  const damaged: DamagedInstance[] = [];
  let count = 0;
  const keep = async (records: readonly PackRecord[]) => {
    const batch = await Promise.all(records.map((record) => readReceived(record, instances)));
    count += index.record(batch).filter((outcome) => outcome === 'stored').length;
  };
  for (const [done, { name, sealed }] of packs.entries()) {
    progress('rebuild', done, packs.length);
    if (!sealed) await instances.recover(name);
    const batch: PackRecord[] = [];
    for await (const record of instances.records(name, { verify: true })) {
      if (record.damage === undefined) batch.push(record);
      else damaged.push(named(record, record.damage));
      if (batch.length === BATCH) await keep(batch.splice(0));
    }
    await keep(batch);
    index.packSealed(name);
  }
  progress('rebuild', packs.length, packs.length);
  return { packs: packs.length, instances: count, damaged };
}

function named({ key, names }: PackRecord, damage: string): DamagedInstance {
  const { studyInstanceUid, sopInstanceUid } = names;
  return { key, studyInstanceUid, sopInstanceUid, damage };
}
