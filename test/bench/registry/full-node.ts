/**
 * A node whose registry and packs are there already, linked into its folder. The packs that it writes are thrown away with the
 * folder; what it takes stays in the registry, so every round has to send other studies.
 */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../../adapters/sqlite/database.js';
import type { Cambium } from '../ingest/cambium.js';
import { packFilesBeside } from './pack-files.js';

/** Nothing is let go, however long ago it came. */
export const KEEP_ALL = { storage: { keepDays: 0 } };

export function fullNode(node: Cambium, registry: string): Cambium {
  return {
    ...node,
    async start(place) {
      const data = join(place.folder, 'data');
      mkdirSync(join(data, 'packs'), { recursive: true });
      symlinkSync(registry, join(data, 'registry.sqlite'));
      linkPacks(packFilesBeside(registry), join(data, 'packs'));
      const before = countedIn(registry, 'sum(instances)');
      const running = await node.start(place);
      return { ...running, stored: async () => countedIn(registry, 'sum(instances)') - before };
    },
  };
}

/** How many studies a registry has ever had: numbers of new ones begin there. */
export function studiesIn(registry: string): number {
  return countedIn(registry, 'count(*)');
}

/** Day by day, without that on which the node writes. */
function linkPacks(from: string, to: string): void {
  const today = new Date().toISOString().slice(0, 10);
  for (const day of readdirSync(from)) if (day !== today) symlinkSync(join(from, day), join(to, day));
}

function countedIn(registry: string, what: string): number {
  const db = openDatabase(registry, { readonly: true });
  try {
    return db.prepare<[], number>(`SELECT ${what} FROM studies`).pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
