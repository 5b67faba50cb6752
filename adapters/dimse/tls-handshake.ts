/**
 * One TLS handshake, as the server: an accepted connection goes in; it comes out secured, with what its peer proved to be, or
 * closed, with what to say of it.
 */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { PeerCertificate } from '../../service/ports/dicom-listener.js';
import { handshakeFailure, peerCertificateOf } from './tls-peer.js';

/** One of the two is called, once. */
export interface HandshakeOutcome {
  secured(socket: TLSSocket, peer: PeerCertificate | 'none'): void;
  /** Without a message if the peer left before it sent a byte: it only looked whether the port is open, as load balancers do. */
  failed(message?: string): void;
}

/**
 * Each connection has a tls.Server of its own, which never listens: it is Node's only acceptor of TLS whose failures can be
 * told apart by connection once their socket is gone. It costs a millisecond or two, less than the handshake.
 *
 * @returns ends it, with a message that says why
 */
export function shakeHands(
  socket: Socket,
  options: TlsOptions,
  { secured, failed }: HandshakeOutcome,
): (why: string) => void {
  const server = createServer(options);
  let givenUp: string | undefined;
  const fail = (secure: TLSSocket, error?: NodeJS.ErrnoException) => {
    secure.destroy();
    if (givenUp) failed(givenUp);
    else if (socket.bytesRead === 0) failed();
    else failed(`The TLS handshake failed: ${handshakeFailure(secure, error)}.`);
  };
  server.once('tlsClientError', (error, secure) => fail(secure, error));
  server.once('secureConnection', (secure) => {
    const peer = peerCertificateOf(secure);
    if (peer !== 'none' && !secure.authorized) {
      fail(secure);
      return;
    }
    // From here on, as on the plain port: a peer that has said its last may still be answered.
    secure.allowHalfOpen = true;
    secured(secure, peer);
  });
  server.emit('connection', socket);
  return (why) => {
    givenUp = why;
    socket.destroy();
  };
}
