/** Registry, index, queue and ledger on a SQLite file of their own, for the contract suites. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommitmentLedger } from '../../adapters/sqlite/commitment-ledger.js';
import { openDatabase } from '../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../adapters/sqlite/instance-index.js';
import { createJobQueue } from '../../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../../adapters/sqlite/study-registry.js';
import type { RegistryAndQueue } from './registry-steps.js';

export function sqliteParts(): RegistryAndQueue {
  const dir = mkdtempSync(join(tmpdir(), 'cambium-registry-'));
  const db = openDatabase(join(dir, 'registry.sqlite'));
  const index = createInstanceIndex(db);
  return {
    registry: createStudyRegistry(db),
    queue: createJobQueue(db),
    index,
    ledger: createCommitmentLedger(db),
    close() {
      index.close();
      db.close();
      rmSync(dir, { recursive: true });
    },
  };
}
