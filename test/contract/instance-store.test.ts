import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstanceStore, type PackStoreOptions } from '../../adapters/disk/packs/instance-store.js';
import { PackFile } from '../../adapters/disk/packs/pack-file.js';
import { OPEN, parseKey, pathOf, SEALED } from '../../adapters/disk/packs/pack-name.js';
import { recordAt } from '../../adapters/disk/packs/read-record.js';
import { type InstanceStoreUnderTest, instanceStoreContract } from './instance-store.contract.js';

const RESERVE_FILE_BYTES = 1_000_000;

instanceStoreContract('packs on disk', () => packs({}));
instanceStoreContract('packs on disk, in space written ahead', () =>
  packs({ reserveBytes: 30 * RESERVE_FILE_BYTES, reserveFileBytes: RESERVE_FILE_BYTES, quietMs: 1e9 }, 30),
);

async function packs(options: PackStoreOptions, reserved = 0): Promise<InstanceStoreUnderTest> {
  const root = await mkdtemp(join(tmpdir(), 'cambium-packs-'));
  const reserve = join(root, 'packs/.reserve');
  if (reserved > 0) mkdirSync(reserve, { recursive: true });
  for (let i = 0; i < reserved; i++) writeFileSync(join(reserve, `${i}.zeros`), Buffer.alloc(RESERVE_FILE_BYTES));
  const store = createInstanceStore(root, options);
  return {
    store,
    killed: () => createInstanceStore(root),
    async damage(key) {
      const parsed = parseKey(key);
      await using file = parsed && (await PackFile.open(join(root, 'packs'), parsed.pack));
      if (!parsed || !file) throw new Error(`There is no ${key}.`);
      const record = await recordAt(file, parsed.offset);
      const path = (suffix: typeof OPEN | typeof SEALED) => pathOf(join(root, 'packs'), parsed.pack, suffix);
      // It may be sealed just now.
      await using writing = await open(path(OPEN), 'r+').catch(() => open(path(SEALED), 'r+'));
      await writing.write(Buffer.from('damaged'), 0, 7, record?.payload);
    },
    async close() {
      await store.close();
      await rm(root, { recursive: true });
    },
  };
}
