/**
 * Admission: who may open an association, how many at a time, and for which services. Decided from titles, address,
 * certificate and count alone, before any data.
 */
import { BlockList, isIP } from 'node:net';
import type { Config, Peer } from '../config.js';
import type { ErrorCode } from '../errors/registry.js';
import type { Association, OpenAssociations, Rejection, Service } from '../ports/dicom-listener.js';

export type AdmissionConfig = Pick<Config, 'node' | 'peers' | 'acceptUnknownPeers'>;

export type AdmissionError = Extract<
  ErrorCode,
  | 'association.called-ae-unknown'
  | 'association.calling-ae-unknown'
  | 'association.address-unknown'
  | 'association.tls-required'
  | 'association.certificate-unknown'
  | 'association.limit'
  | 'association.limit-of-peer'
>;

/** Calling AE title not recognized, local limit exceeded (PS3.8 Table 9-21): addresses and certificates have no reason there. */
const CALLER_UNKNOWN: Rejection = { result: 1, source: 1, reason: 3 };
const LIMIT_EXCEEDED: Rejection = { result: 2, source: 3, reason: 2 };

const REJECTIONS: Readonly<Record<AdmissionError, Rejection>> = {
  'association.called-ae-unknown': { result: 1, source: 1, reason: 7 },
  'association.calling-ae-unknown': CALLER_UNKNOWN,
  'association.address-unknown': CALLER_UNKNOWN,
  'association.tls-required': CALLER_UNKNOWN,
  'association.certificate-unknown': CALLER_UNKNOWN,
  'association.limit': LIMIT_EXCEEDED,
  'association.limit-of-peer': LIMIT_EXCEEDED,
};

export function rejectionFor(code: AdmissionError): Rejection {
  return REJECTIONS[code];
}

/** Why an association is not admitted beside those open; undefined admits it. A stranger hears that it is one, not to wait. */
export function admissionError(
  association: Association,
  open: OpenAssociations,
  config: AdmissionConfig,
): AdmissionError | undefined {
  return strangerError(association, config) ?? limitError(open, config);
}

function strangerError(
  { calledAeTitle, callingAeTitle, address, tls }: Association,
  { node, peers, acceptUnknownPeers }: AdmissionConfig,
): AdmissionError | undefined {
  if (calledAeTitle !== node.aeTitle) return 'association.called-ae-unknown';
  const peer = peerOf(callingAeTitle, peers);
  if (!peer) return acceptUnknownPeers ? undefined : 'association.calling-ae-unknown';
  if (!addressMatches(peer, address)) return 'association.address-unknown';
  return certificateError(tls, peer);
}

/**
 * A certificate that has come this far leads to one of our authorities: the handshake saw to that. Where the site lets
 * peers in without one, it still may not be missing from a peer whose certificate is known.
 */
function certificateError(
  shown: Association['tls'],
  { tls, certificates }: Pick<Peer, 'tls' | 'certificates'>,
): AdmissionError | undefined {
  if (shown === undefined) return tls ? 'association.tls-required' : undefined;
  if (certificates.length === 0) return undefined;
  const known = shown !== 'none' && certificates.includes(shown.fingerprint);
  return known ? undefined : 'association.certificate-unknown';
}

function limitError({ all, ofPeer }: OpenAssociations, { node }: AdmissionConfig): AdmissionError | undefined {
  if (all >= node.maxAssociations) return 'association.limit';
  return ofPeer >= node.maxAssociationsPerPeer ? 'association.limit-of-peer' : undefined;
}

/** What one that is let in unknown may do. */
const OF_UNKNOWN_PEERS: readonly Service[] = ['store', 'echo'];

/** Whether the calling peer may use a service. An archive that we ask for Storage Commitment may report it, whatever else it may. */
export function permits(
  { callingAeTitle }: Pick<Association, 'callingAeTitle'>,
  service: Service,
  { peers }: Pick<AdmissionConfig, 'peers'>,
): boolean {
  const peer = peerOf(callingAeTitle, peers);
  if (!peer) return OF_UNKNOWN_PEERS.includes(service);
  return peer.may.includes(service) || (service === 'commit' && peer.proof === 'commit');
}

/** Not what an object inherits: an AE title may be `constructor`. */
function peerOf(aeTitle: string, peers: Config['peers']): Peer | undefined {
  return Object.hasOwn(peers, aeTitle) ? peers[aeTitle] : undefined;
}

/** An IPv4 peer on a dual-stack socket shows as ::ffff:a.b.c.d, which a BlockList knows for the same. */
function addressMatches({ address }: Pick<Peer, 'address'>, from: string): boolean {
  return isIP(from) !== 0 && blockList([address].flat()).check(from, familyOf(from));
}

function blockList(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of addresses) {
    const [network, prefix] = entry.split('/');
    if (isIP(network) === 0) continue;
    if (prefix === undefined) list.addAddress(network, familyOf(network));
    else list.addSubnet(network, Number(prefix), familyOf(network));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
