import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStore } from '../../adapters/disk/object-store.js';
import { objectStoreContract } from './object-store.contract.js';

objectStoreContract('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cambium-objects-'));
  return {
    store: createObjectStore(root),
    async damage(key) {
      const file = await open(join(root, 'objects', key), 'r+');
      await file.write(Buffer.from('damaged'), 0, 7, 100);
      await file.close();
    },
    close: () => rm(root, { recursive: true }),
  };
});
