/**
 * Recovery at the start, before the port is opened. A pack that was not marked sealed may hold records whose rows were lost
 * with the power, and one half-written record: the first get their rows, the second is cut off.
 */

import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceStore } from '../ports/instance-store.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import { readReceived } from './read-received.js';

export interface RecoveryParts {
  readonly instances: InstanceStore;
  readonly index: InstanceIndex;
}

export interface Recovered {
  readonly packs: number;
  /** Instances that had bytes and no row. */
  readonly instances: number;
}

export async function recoverPacks({ instances, index }: RecoveryParts): Promise<Recovered> {
  const packs = index.unsealed((await instances.packs()).map(({ name }) => name));
  let found = 0;
  for (const pack of packs) {
    await instances.recover(pack);
    const lost: ReceivedInstance[] = [];
    for await (const record of instances.records(pack)) {
      if (index.known(record.names.sopInstanceUid) === undefined) lost.push(await readReceived(record, instances));
    }
    found += index.record(lost).filter((outcome) => outcome === 'stored').length;
    index.packSealed(pack);
  }
  return { packs: packs.length, instances: found };
}
