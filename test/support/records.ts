/** Records for an InstanceStore: names of no one, payloads of seeded noise, and the shortest ways to write and list them. */
import type { SeriesInstanceUid, SopInstanceUid, StudyInstanceUid } from '../../service/dicom/uid.js';
import type {
  InstanceStore,
  InstanceWriter,
  PackRecord,
  RecordNames,
  StoredInstance,
} from '../../service/ports/instance-store.js';
import { randomNumbers } from './random-numbers.js';

export function recordNames(study: number, instance: number): RecordNames {
  return {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: `2.25.${study}.${instance}` as SopInstanceUid,
    studyInstanceUid: `2.25.${study}` as StudyInstanceUid,
    seriesInstanceUid: `2.25.${study}.0` as SeriesInstanceUid,
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    callingAeTitle: 'SCANNER',
  };
}

export function noise(bytes: number, seed = bytes): Buffer {
  const random = randomNumbers(seed);
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256));
}

/** Begins and finishes a record, in pieces of at most 64 KiB as a network would bring them. */
export function writeRecord(
  store: InstanceStore,
  names: RecordNames,
  payload: Buffer,
): { readonly writer: InstanceWriter; readonly stored: StoredInstance } {
  const writer = store.begin(names);
  for (let at = 0; at < payload.length; at += 65_536) writer.write(payload.subarray(at, at + 65_536));
  return { writer, stored: writer.finish(1_000) };
}

/** Writes a record that stays; nothing of it does if that fails. */
export async function keepRecord(store: InstanceStore, names: RecordNames, payload: Buffer): Promise<StoredInstance> {
  const { writer, stored } = writeRecord(store, names, payload);
  try {
    await store.sync([writer]);
  } catch (error) {
    writer.discard();
    throw error;
  }
  writer.release();
  return stored;
}

export async function recordsOf(
  store: InstanceStore,
  pack: string,
  options?: { readonly verify?: boolean },
): Promise<readonly PackRecord[]> {
  const found: PackRecord[] = [];
  for await (const record of store.records(pack, options)) found.push(record);
  return found;
}

/** Every record of every pack, checked. */
export async function allRecords(store: InstanceStore): Promise<readonly PackRecord[]> {
  const packs = await store.packs();
  return (await Promise.all(packs.map(({ name }) => recordsOf(store, name, { verify: true })))).flat();
}
