/**
 * What is on the disk after a run: every instance whole, in the registry and in a pack; none that nobody sent; and all that
 * were acknowledged.
 */
import { composeStore } from '../../service/compose-store.js';
import { configSchema } from '../../service/config.js';
import { verifyInstances } from '../../service/operate/verify-instances.js';
import { storedInstances } from '../support/stored-instances.js';
import { digestOf, type SentDataSets } from './sent-data-sets.js';

export interface Aftermath {
  readonly instances: number;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
}

export interface Expected {
  readonly sent: SentDataSets;
  /** Digest of the data set by SOP Instance UID. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

export async function aftermath(dataDir: string, { sent, acknowledged }: Expected): Promise<Aftermath> {
  const store = composeStore(configSchema.parse({ storage: { dataDir } }), { readonly: true });
  try {
    const { instances, damaged, unindexed } = await verifyInstances(store, () => undefined);
    const problems = damaged.map(({ sopInstanceUid, damage }) => `${sopInstanceUid}: ${damage}`);
    if (unindexed > 0) problems.push(`${unindexed} instances are in no row`);
    const missing = new Map(acknowledged);
    for await (const { meta, dataSet } of storedInstances(dataDir)) {
      const uid = meta.sopInstanceUid;
      if (missing.get(uid) === digestOf(dataSet)) missing.delete(uid);
      else if (!sent.has(dataSet)) problems.push(`${uid} is stored as nobody sent it`);
    }
    for (const uid of missing.keys()) problems.push(`${uid} was acknowledged and is not there as it was sent`);
    return { instances, problems };
  } finally {
    store.close();
  }
}
