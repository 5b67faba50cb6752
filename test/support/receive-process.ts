/**
 * The receive stage in a process of its own, to be hurt or timed: the real listener on a real disk and registry. Its one
 * argument is the folder; it prints its port.
 */
import { join } from 'node:path';
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { createObjectStore } from '../../adapters/disk/object-store.js';
import { openDatabase } from '../../adapters/sqlite/database.js';
import { createStudyRegistry } from '../../adapters/sqlite/study-registry.js';
import { systemClock } from '../../adapters/system/clock.js';
import { configSchema } from '../../service/config.js';
import { createReceiver } from '../../service/receive/receiver.js';

const folder = process.argv[2];
const config = configSchema.parse({ acceptUnknownPeers: true, storage: { refuseAbovePercent: 100 } });
const registry = createStudyRegistry(openDatabase(join(folder, 'registry.sqlite')));
const objects = createObjectStore(folder);
const receiver = createReceiver({ objects, registry, clock: systemClock, config, observe: () => undefined });
// Short, so that a test of silent peers is.
const listener = createDicomListener({ artimMs: 1_000, idleMs: 5_000 });
const port = await listener.listen({ ...config.node, host: '127.0.0.1', port: 0 }, receiver);
console.log(`PORT ${port}`);
// Ends with the test that started it, however that ends.
process.stdin.resume().on('end', () => process.exit());
