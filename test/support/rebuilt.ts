/** Holds an index made from the packs alone against the registry of a node that has stopped. */
import { expect } from 'vitest';
import { composeStore } from '../../service/compose-store.js';
import { configSchema } from '../../service/config.js';
import { rebuildIndex } from '../../service/operate/rebuild-index.js';
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import type { StudySummary } from '../../service/ports/study-registry.js';
import { sqliteParts } from '../contract/sqlite-parts.js';

export async function rebuiltEqualsRegistry(dataDir: string): Promise<void> {
  const store = composeStore(configSchema.parse({ storage: { dataDir } }), { readonly: true });
  const rebuilt = sqliteParts();
  try {
    const { damaged } = await rebuildIndex({ instances: store.instances, index: rebuilt.index }, () => undefined);
    expect(damaged).toEqual([]);
    const packs = (await store.instances.packs()).map(({ name }) => name);
    expect(rowsOf(rebuilt.index, packs)).toEqual(rowsOf(store.index, packs));
    expect(rebuilt.registry.studies({}).map(received).sort()).toEqual(store.registry.studies({}).map(received).sort());
  } finally {
    rebuilt.close();
    store.close();
  }
}

function rowsOf(index: InstanceIndex, packs: readonly string[]): readonly string[] {
  const rows = packs.flatMap((pack) => index.inPack(pack));
  return rows.map((row) => JSON.stringify([row, index.known(row.sopInstanceUid)])).sort();
}

/** What a study's row says of what came, as opposed to what became of it. */
function received({ studyInstanceUid, instances, series, firstReceivedAt, lastReceivedAt }: StudySummary): string {
  return JSON.stringify({ studyInstanceUid, instances, series, firstReceivedAt, lastReceivedAt });
}
