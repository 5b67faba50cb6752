/** The demo's configuration: loopback, free ports, one sender, one archive, and a short quiet time. */
import { type Config, configSchema } from '../../config.js';

const LOOPBACK = '127.0.0.1';

export function demoConfig({
  dataDir,
  archivePort,
}: {
  readonly dataDir: string;
  readonly archivePort: number;
}): Config {
  return configSchema.parse({
    node: { host: LOOPBACK, port: 0 },
    storage: { dataDir, refuseAbovePercent: 100 },
    peers: { SCANNER: { address: LOOPBACK }, ARCHIVE: { address: LOOPBACK, port: archivePort } },
    assemble: { quietSeconds: 1 },
    deliver: { destinations: ['ARCHIVE'] },
  });
}
