/**
 * The receive stage in a process of its own, to be hurt or timed: the real listener on real packs and a real registry. Its
 * first argument is the data folder; it prints its port.
 */
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { systemClock } from '../../adapters/system/clock.js';
import { composeStore } from '../../service/compose-store.js';
import { configSchema } from '../../service/config.js';
import { createReceiver } from '../../service/receive/receiver.js';

const config = configSchema.parse({
  acceptUnknownPeers: true,
  node: { host: '127.0.0.1', port: 0, maxAssociations: 200, maxAssociationsPerPeer: 200 },
  storage: { dataDir: process.argv[2], refuseAbovePercent: 100, reserveMegabytes: 0 },
});
const { index, instances, objects } = composeStore(config);
const receiver = createReceiver({
  ...{ instances, index, clock: systemClock, config },
  usedPercent: () => objects.usedPercent(),
  observe: () => undefined,
});
// Short, so that a test of silent peers is.
const listener = createDicomListener({ artimMs: 1_000, idleMs: 5_000 });
const port = await listener.listen(config.node, receiver);
console.log(`PORT ${port}`);
// Ends with the test that started it, however that ends.
process.stdin.resume().on('end', () => process.exit());
