/** A TLS port that echoes what it is sent, in a folder with its certificates, and peers of its own make. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { readSecureContext } from '../../../../adapters/dimse/tls-files.js';
import { createTlsServer, type TlsServerOptions } from '../../../../adapters/dimse/tls-server.js';
import type { PeerCertificate, TlsFiles } from '../../../../service/ports/dicom-listener.js';
import { Authority, type Issued } from '../../../support/certificates.js';

export class TlsScene {
  readonly folder = mkdtempSync(join(tmpdir(), 'cambium-tls-'));
  readonly authority = new Authority(this.folder, 'authority');
  readonly foreign = new Authority(this.folder, 'foreign');
  readonly ours = this.authority.issue('ours');
  readonly client = this.authority.issue('client');
  /** Peers that were let in, in their order. */
  readonly peers: (PeerCertificate | 'none')[] = [];
  /** What was said of those that were not. */
  readonly refusals: string[] = [];
  readonly errors: unknown[] = [];
  readonly #clients: { destroy(): void }[] = [];
  #server: Server | undefined;

  files(changes: Partial<TlsFiles> = {}): TlsFiles {
    const { certificate, key } = this.ours;
    return { certificate, key, authorities: [this.authority.certificate], requireClientCertificate: true, ...changes };
  }

  /** Resolves with the port. */
  async listen(changes: Partial<TlsFiles> = {}, options: TlsServerOptions = {}): Promise<number> {
    const handlers = {
      connection: (socket: TLSSocket, peer: PeerCertificate | 'none') => {
        this.peers.push(peer);
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => setImmediate(() => socket.write(bytes)));
        socket.on('end', () => setImmediate(() => socket.end()));
      },
      refused: (address: string, message: string) => void this.refusals.push(`${address}: ${message}`),
    };
    this.#server = createTlsServer(this.files(changes), handlers, { pollMs: 20, ...options });
    this.#server.on('error', (error) => this.errors.push(error)).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** A peer that shows a certificate, or none, and believes our authority. */
  connect(port: number, shown?: Pick<Issued, 'certificate' | 'key'>, options: ConnectionOptions = {}): TLSSocket {
    const authorities = [this.authority.certificate];
    const context = shown
      ? readSecureContext({ ...shown, authorities })
      : readSecureContext({ ...this.ours, authorities });
    const { cert, key, ...rest } = context;
    const socket = connect({
      ...(shown ? { ...rest, cert, key } : rest),
      port,
      host: '127.0.0.1',
      checkServerIdentity: () => undefined,
      ...options,
    });
    socket.on('error', () => undefined);
    return this.closedLater(socket);
  }

  closedLater<T extends { destroy(): void }>(client: T): T {
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    if (this.#server?.listening) await new Promise((resolve) => this.#server?.close(resolve));
    rmSync(this.folder, { recursive: true });
  }
}

/** Whether what the peer sends comes back; false once the connection has ended without. */
export async function echoes(socket: TLSSocket): Promise<boolean> {
  if (socket.destroyed) return false;
  socket.write('ping');
  const over = new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
  return over;
}
