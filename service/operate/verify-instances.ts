/**
 * Verification of what was received: every byte of every pack is read and held against the CRC of its record, and every row
 * of the registry against the packs. Reads only; a node may run beside it.
 */
import type { SopInstanceUid, StudyInstanceUid } from '../dicom/uid.js';
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceKey, InstanceStore } from '../ports/instance-store.js';
import type { ProgressListener } from '../ports/study-worker.js';

export interface DamagedInstance {
  readonly key: InstanceKey;
  readonly studyInstanceUid: StudyInstanceUid;
  readonly sopInstanceUid: SopInstanceUid;
  /** What is wrong with it, in words. */
  readonly damage: string;
}

export interface InstanceVerification {
  readonly packs: number;
  readonly instances: number;
  readonly bytes: number;
  readonly damaged: readonly DamagedInstance[];
  /** Whole records that no row names: intact, to be indexed at the next start or by --rebuild-index. */
  readonly unindexed: number;
}

export interface VerificationParts {
  readonly instances: InstanceStore;
  readonly index: Pick<InstanceIndex, 'known' | 'inPack'>;
}

export async function verifyInstances(
  { instances, index }: VerificationParts,
  progress: ProgressListener,
): Promise<InstanceVerification> {
  const packs = await instances.packs();
  const damaged: DamagedInstance[] = [];
  let [count, bytes, unindexed] = [0, 0, 0];
  for (const [done, pack] of packs.entries()) {
    progress('verify', done, packs.length);
    const missing = new Map(index.inPack(pack.name).map((row) => [row.key, row]));
    for await (const { key, names, damage, bytes: length } of instances.records(pack.name, { verify: true })) {
      count++;
      bytes += length;
      missing.delete(key);
      const { studyInstanceUid, sopInstanceUid } = names;
      if (damage !== undefined) damaged.push({ key, studyInstanceUid, sopInstanceUid, damage });
      else if (index.known(sopInstanceUid) === undefined) unindexed++;
    }
    for (const row of missing.values()) damaged.push({ ...row, damage: 'Its record cannot be found in the pack.' });
  }
  progress('verify', packs.length, packs.length);
  return { packs: packs.length, instances: count, bytes, damaged, unindexed };
}
