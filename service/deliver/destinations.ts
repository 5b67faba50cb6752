/** Peers that can be reached, as destinations: the peer's name is its AE title, its first plain address where we reach it. */
import type { Config } from '../config.js';
import type { Destination } from '../ports/storage-scu.js';

/** Every peer with a port. */
export function destinationsOf({ peers }: Pick<Config, 'peers'>): readonly Destination[] {
  return Object.entries(peers).flatMap(([name, { address, port }]) => {
    const host = [address].flat().find((entry) => !entry.includes('/'));
    return port === undefined || host === undefined ? [] : [{ name, aeTitle: name, host, port }];
  });
}
