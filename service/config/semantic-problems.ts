/** Problems that only show when keys are held against each other, or against the world. */
import { isIP } from 'node:net';
import type { Config } from '../config.js';
import type { Problem } from './problem.js';

export function semanticProblems(config: Config): readonly Problem[] {
  return [httpProblems, tlsProblems, peerProblems, peerTlsProblems, packProblems, destinationProblems].flatMap(
    (problems) => problems(config),
  );
}

function httpProblems({ http }: Config): readonly Problem[] {
  if (isLoopback(http.host)) return [];
  return [{ path: ['http', 'host'], message: 'http.host is not loopback and authentication is not available yet' }];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function tlsProblems({ node, tls }: Config): readonly Problem[] {
  if (!tls) {
    if (node.plain) return [];
    return [{ path: ['node', 'plain'], message: 'without the plain port and without tls, nobody can reach the node' }];
  }
  const problems: Problem[] = [];
  if (node.plain && tls.port === node.port && tls.port !== 0)
    problems.push({ path: ['tls', 'port'], message: 'the plain port, node.port, is the same' });
  if (tls.clientCertificate === 'required' && tls.authorities.length === 0)
    problems.push({
      path: ['tls', 'authorities'],
      message: 'names none, so no client certificate would be believed and no peer let in',
    });
  return problems;
}

function peerTlsProblems({ peers, tls: ours }: Config): readonly Problem[] {
  return Object.entries(peers).flatMap(([name, { tls, certificates }]) => {
    if (tls && !ours) return [{ path: ['peers', name, 'tls'], message: 'there is no tls section for it' }];
    if (tls || certificates.length === 0) return [];
    return [
      {
        path: ['peers', name, 'certificates'],
        message: 'without tls: true it may call on the plain port, where nobody looks at them',
      },
    ];
  });
}

function peerProblems({ peers }: Config): readonly Problem[] {
  return Object.entries(peers).flatMap(([name, { address, port }]) => {
    const addresses = [address].flat();
    const odd = addresses
      .filter((text) => !isAddress(text))
      .map((text) => ({
        path: ['peers', name, 'address'],
        message: `"${text}" is neither an IP address, a CIDR block nor a host name`,
      }));
    if (odd.length > 0 || port === undefined || addresses.some((text) => !text.includes('/'))) return odd;
    return [{ path: ['peers', name, 'address'], message: 'a peer with a port needs a plain address to be reached at' }];
  });
}

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?$/i;

function isAddress(text: string): boolean {
  const [address = '', prefix, more] = text.split('/');
  if (prefix === undefined) return isIP(text) !== 0 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more === undefined && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** A pack that runs twice would give every measure twice. */
function packProblems({ analyze: { packs } }: Config): readonly Problem[] {
  return packs.flatMap((name, index) =>
    packs.indexOf(name) < index ? [{ path: ['analyze', 'packs', index], message: `${name} is named twice` }] : [],
  );
}

function destinationProblems({ deliver, peers, node }: Config): readonly Problem[] {
  return deliver.destinations.flatMap((name, index) => {
    const path = ['deliver', 'destinations', index];
    // A revision is delivered once to a destination: a second job for it would be refused, and the report with it.
    if (deliver.destinations.indexOf(name) < index) return [{ path, message: `${name} is named twice` }];
    // It would take its own documents for delivered, and no archive would hold them.
    if (name === node.aeTitle) return [{ path, message: `${name} is this node itself` }];
    if (!Object.hasOwn(peers, name)) return [{ path, message: `${name} is not among the peers` }];
    if (peers[name]?.port === undefined)
      return [{ path, message: `the peer ${name} has no port, so it cannot be reached` }];
    return [];
  });
}
