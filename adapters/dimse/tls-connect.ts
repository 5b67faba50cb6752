/**
 * A TLS connection to a destination, made and verified. We show our own certificate. The destination's is believed if it is
 * one of those pinned by fingerprint and of this day or, where none is pinned, if it leads to one of the authorities.
 *
 * No host name is looked for in it: devices are known by AE title and reached by number, and their certificates name them
 * in ways of their own. Where an authority certifies others than archives, pin.
 */
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Destination, DestinationTls } from '../../service/ports/storage-scu.js';
import { readSecureContext } from './tls-files.js';
import { handshakeFailure } from './tls-peer.js';

export interface TlsTarget extends Pick<Destination, 'host' | 'port'> {
  readonly tls: DestinationTls;
}

/** Connected, but not over TLS, or not with whom we wanted; the message is for people and quotes no certificate. */
export class TlsFailed extends Error {
  override readonly name = 'TlsFailed';
}

/**
 * The files are read for each connection, so that a renewed certificate needs no restart.
 *
 * @param signal ends the attempt, not the connection
 * @throws TlsFailed; the system's error where nothing answers; CambiumError `tls.unusable`; AbortError
 */
export async function connectTls({ host, port, tls }: TlsTarget, signal: AbortSignal): Promise<TLSSocket> {
  const pinned = tls.fingerprints.length > 0;
  const socket = connect({
    ...readSecureContext(tls),
    host,
    port,
    // An address is no server name (RFC 6066 §3).
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: !pinned,
    checkServerIdentity: () => undefined,
  });
  try {
    await once(socket, 'connect', { signal });
    await secured(socket, signal);
    if (pinned) checkPinned(socket, tls.fingerprints);
    return socket.setNoDelay(true);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  try {
    await once(socket, 'secureConnect', { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const error = cause instanceof Error ? cause : undefined;
    throw new TlsFailed(`The TLS handshake failed: ${handshakeFailure(socket, error)}.`, { cause });
  }
}

/** A fingerprint vouches for who it is, not for its date. */
function checkPinned(socket: TLSSocket, fingerprints: readonly string[]): void {
  const { fingerprint256, valid_from, valid_to } = socket.getPeerCertificate();
  if (!fingerprints.includes(fingerprint256))
    throw new TlsFailed('Its TLS certificate is not one of those configured for it.');
  const now = Date.now();
  if (now < Date.parse(valid_from)) throw new TlsFailed('Its TLS certificate is not valid yet.');
  if (now > Date.parse(valid_to)) throw new TlsFailed('Its TLS certificate has expired.');
}
