/**
 * Admission: who may open an association, how many at a time, and for which services. Decided from titles, address and
 * count alone, before any data.
 */
import { BlockList, isIP } from 'node:net';
import type { Config, Peer } from '../config.js';
import type { ErrorCode } from '../errors/registry.js';
import type { Association, Rejection } from '../ports/dicom-listener.js';

export type AdmissionConfig = Pick<Config, 'node' | 'peers' | 'acceptUnknownPeers'>;

export type AdmissionError = Extract<
  ErrorCode,
  | 'association.called-ae-unknown'
  | 'association.calling-ae-unknown'
  | 'association.address-unknown'
  | 'association.limit'
>;

/** Result, source and reason of PS3.8 Table 9-21. An address has no reason of its own there. */
const REJECTIONS: Readonly<Record<AdmissionError, Rejection>> = {
  'association.called-ae-unknown': { result: 1, source: 1, reason: 7 },
  'association.calling-ae-unknown': { result: 1, source: 1, reason: 3 },
  'association.address-unknown': { result: 1, source: 1, reason: 3 },
  'association.limit': { result: 2, source: 3, reason: 2 },
};

export function rejectionFor(code: AdmissionError): Rejection {
  return REJECTIONS[code];
}

/** Why an association is not admitted beside those open; undefined admits it. A stranger hears that it is one, not to wait. */
export function admissionError(
  association: Association,
  openAssociations: number,
  config: AdmissionConfig,
): AdmissionError | undefined {
  const stranger = strangerError(association, config);
  if (stranger) return stranger;
  return openAssociations >= config.node.maxAssociations ? 'association.limit' : undefined;
}

function strangerError(
  { calledAeTitle, callingAeTitle, address }: Association,
  { node, peers, acceptUnknownPeers }: AdmissionConfig,
): AdmissionError | undefined {
  if (calledAeTitle !== node.aeTitle) return 'association.called-ae-unknown';
  if (acceptUnknownPeers && !Object.hasOwn(peers, callingAeTitle)) return undefined;
  if (!Object.hasOwn(peers, callingAeTitle)) return 'association.calling-ae-unknown';
  return addressMatches(peers[callingAeTitle], address) ? undefined : 'association.address-unknown';
}

/** Whether the calling peer may use a service; one that is let in unknown may store and echo. */
export function permits(
  { callingAeTitle }: Association,
  service: 'store' | 'echo',
  { peers }: Pick<AdmissionConfig, 'peers'>,
): boolean {
  return Object.hasOwn(peers, callingAeTitle) ? peers[callingAeTitle].may.includes(service) : true;
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
