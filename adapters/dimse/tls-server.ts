/**
 * The TLS port. Connections come in; those whose handshake is done and whose certificate is believed go out, each with what
 * its peer proved to be; the others are closed and told of. Whom a certificate may speak for is not decided here.
 *
 * A peer's certificate must lead to one of the authorities, or be one of them (self-signed). With requireClientCertificate
 * a peer must have one; without, it may have none, but not a bad one.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate, TlsFiles } from '../../service/ports/dicom-listener.js';
import { readSecureContext } from './tls-files.js';
import { shakeHands } from './tls-handshake.js';
import { watchFiles } from './tls-reload.js';

export interface TlsServerHandlers {
  /** Its handshake is done. */
  connection(socket: TLSSocket, peer: PeerCertificate | 'none'): void;
  /** The connection is closed; `message` holds nothing that came from the peer. */
  refused(address: string, message: string): void;
}

export interface TlsServerOptions {
  readonly handshakeMs?: number;
  /** Those under way at a time; the oldest makes way for one more. */
  readonly maxHandshakes?: number;
  /** How often the files are looked at. */
  readonly pollMs?: number;
}

/** Long enough for a slow device on a slow line, short enough that strangers do not pile up. */
const HANDSHAKE_MS = 15_000;
/** Enough for every sender of a hospital to ask in the same second. */
const MAX_HANDSHAKES = 64;

/**
 * A server that is still to listen. Files that changed are used for the next connection, a few seconds later; such as cannot
 * be used leave the former ones in use, and the server emits `error` with a CambiumError `tls.unusable`.
 *
 * @throws CambiumError `tls.unusable`
 */
export function createTlsServer(files: TlsFiles, handlers: TlsServerHandlers, options: TlsServerOptions = {}): Server {
  const { handshakeMs = HANDSHAKE_MS, maxHandshakes = MAX_HANDSHAKES, pollMs } = options;
  const asked = { requestCert: true, rejectUnauthorized: files.requireClientCertificate };
  let context = readSecureContext(files);
  const underWay = new Map<Socket, (why: string) => void>();

  const makeWay = () => {
    const [oldest] = underWay;
    if (!oldest || underWay.size < maxHandshakes) return;
    const [socket, giveUp] = oldest;
    underWay.delete(socket);
    giveUp('Its TLS handshake made way for another.');
  };
  const accept = (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const giveUp = shakeHands(
      socket,
      { ...context, ...asked },
      {
        secured(secure, peer) {
          over();
          handlers.connection(secure, peer);
        },
        failed(message) {
          over();
          if (message) handlers.refused(address, message);
        },
      },
    );
    // Not Node's own time-out, which starts again with every byte that comes.
    const late = `The TLS handshake was not done after ${handshakeMs / 1000} s.`;
    const deadline = setTimeout(() => giveUp(late), handshakeMs);
    const over = () => {
      clearTimeout(deadline);
      underWay.delete(socket);
    };
    makeWay();
    underWay.set(socket, giveUp);
  };
  const reload = () => {
    try {
      context = readSecureContext(files);
    } catch (error) {
      server.emit('error', error);
    }
  };

  const server = createServer({ noDelay: true }, accept);
  server.on('close', watchFiles([files.certificate, files.key, ...files.authorities], reload, pollMs));
  return server;
}
