/** The other end of a TLS connection: who it proved to be, and why a handshake with it failed. */
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../../service/ports/dicom-listener.js';

/** After the handshake. */
export function peerCertificateOf(socket: TLSSocket): PeerCertificate | 'none' {
  const { fingerprint256, subject, subjectaltname } = socket.getPeerCertificate();
  if (!fingerprint256) return 'none';
  const names = new Set([...[subject.CN ?? []].flat(), ...alternativeNames(subjectaltname ?? '')]);
  return { fingerprint: fingerprint256, names: [...names] };
}

/** DNS and IP entries; Node quotes those with characters that could pass for another entry, which no real name has. */
function alternativeNames(text: string): readonly string[] {
  return text.split(', ').flatMap((entry) => /^(?:DNS|IP Address):([^"]+)$/.exec(entry)?.[1] ?? []);
}

/**
 * OpenSSL's or Node's name of what went wrong, as words: `no shared cipher`, `cert has expired`. These come from tables of
 * theirs, so nothing that the peer wrote is in them.
 */
export function handshakeFailure(socket: TLSSocket, error?: NodeJS.ErrnoException): string {
  // Set where the certificate was read and not believed; the error then is only the end of the connection.
  const verification: unknown = socket.authorizationError;
  const name = typeof verification === 'string' ? verification : (error?.code ?? 'unknown reason');
  return name
    .replace(/^ERR_(?:SSL|TLS)_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}
