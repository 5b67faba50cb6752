/** Peers that can be reached, as destinations: the peer's name is its AE title, its first plain address where we reach it. */
import type { Config, Peer } from '../config.js';
import type { Destination, DestinationTls } from '../ports/storage-scu.js';

export interface DeliveryDestination extends Destination {
  /** When a document counts as delivered there. */
  readonly proof: Peer['proof'];
}

/** Every peer with a port. */
export function destinationsOf({ peers, tls }: Pick<Config, 'peers' | 'tls'>): readonly DeliveryDestination[] {
  return Object.entries(peers).flatMap(([name, peer]) => {
    const host = [peer.address].flat().find((entry) => !entry.includes('/'));
    if (peer.port === undefined || host === undefined) return [];
    return [{ name, aeTitle: name, host, port: peer.port, tls: tlsOf(peer, tls), proof: peer.proof }];
  });
}

/** We call with the certificate that we are called with. */
function tlsOf(peer: Pick<Peer, 'tls' | 'certificates'>, ours: Config['tls']): DestinationTls | undefined {
  if (!peer.tls || !ours) return undefined;
  const { certificate, key, authorities } = ours;
  return { certificate, key, authorities, fingerprints: peer.certificates };
}
