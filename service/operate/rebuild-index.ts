/**
 * Rebuilding the index of instances from the packs alone. Records go in by the time they were received, as they did at
 * first, so of two records of one SOP Instance UID the same one counts. A damaged record is left out and named.
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
  const records: PackRecord[] = [];
  for (const [done, { name, sealed }] of packs.entries()) {
    progress('read', done, packs.length);
    if (!sealed) await instances.recover(name);
    for await (const record of instances.records(name, { verify: true })) {
      if (record.damage === undefined) records.push(record);
      else damaged.push(named(record, record.damage));
    }
  }
  records.sort((a, b) => a.receivedAt - b.receivedAt);
  let count = 0;
  for (let at = 0; at < records.length; at += BATCH) {
    progress('index', at, records.length);
    const batch = await Promise.all(records.slice(at, at + BATCH).map((record) => readReceived(record, instances)));
    count += index.record(batch).filter((outcome) => outcome === 'stored').length;
  }
  progress('index', records.length, records.length);
  for (const { name } of packs) index.packSealed(name);
  return { packs: packs.length, instances: count, damaged };
}

function named({ key, names }: PackRecord, damage: string): DamagedInstance {
  const { studyInstanceUid, sopInstanceUid } = names;
  return { key, studyInstanceUid, sopInstanceUid, damage };
}
