/**
 * DicomListener over TCP and TLS: takes connections, gives each its own Acceptor, and keeps their number in bounds. Nothing a
 * peer sends reaches another association or this process: an Acceptor ends with its own connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { CambiumError } from '../../service/errors/registry.js';
import type {
  Association,
  DicomListener,
  ListenerHandlers,
  ListenOptions,
} from '../../service/ports/dicom-listener.js';
import { Acceptor } from './acceptor.js';
import { ConnectionRoom } from './connection-room.js';
import type { Times } from './patience.js';
import { createTlsServer } from './tls-server.js';

export interface DicomListenerOptions extends Partial<Times> {
  /** Told of our own bugs, which end one association; by default the process warns of them. */
  readonly onFault?: (error: unknown) => void;
}

const DEFAULTS = {
  artimMs: 15_000,
  /** Senders that reuse an association pause between studies; one silent for longer is gone. */
  idleMs: 120_000,
  /** Slower than any line that images are sent over, and long enough for one that falters. */
  slowMs: 30_000,
  minBytesPerSecond: 1_000,
  onFault: (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)),
};

/** Connections beyond the associations, so that those too many are told why; past these they are just closed. */
const SPARE_CONNECTIONS = 32;

export function createDicomListener(options: DicomListenerOptions = {}): DicomListener {
  const settings = { ...DEFAULTS, ...options };
  const room = new ConnectionRoom();
  const servers: Server[] = [];
  let closing = false;

  const openAssociations = (callingAeTitle: string) => {
    const callers = room.callers();
    return { all: callers.length, ofPeer: callers.filter((caller) => caller === callingAeTitle).length };
  };

  return {
    async listen({ host, port, maxPduLength, maxAssociations, tls }, handlers) {
      const accept = (socket: Socket, peer?: Association['tls']) => {
        if (!closing && room.makeWay(maxAssociations + SPARE_CONNECTIONS)) {
          room.enter(new Acceptor(socket, peer, handlers, { ...settings, maxPduLength, openAssociations }));
          return;
        }
        const address = socket.remoteAddress ?? '';
        socket.destroy();
        if (!closing)
          handlers.ended({ code: 'association.crowded-out', address, message: 'Every connection is in use.' });
      };
      const server = tls ? tlsServer(tls, handlers, accept) : createServer(TCP_OPTIONS, accept);
      servers.push(server);
      const inUse = await listening(server, host, port);
      // Out of file descriptors, say: a connection is lost, the listener is not.
      server.on('error', settings.onFault);
      return inUse;
    },
    async close(graceMs) {
      closing = true;
      for (const server of servers) server.close();
      await room.empty(graceMs);
    },
    openAssociations: () => room.callers().length,
  };
}

/** Connections are read from by the Acceptor only, and may send after the peer has closed its side. */
const TCP_OPTIONS = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };

function tlsServer(
  files: NonNullable<ListenOptions['tls']>,
  handlers: ListenerHandlers,
  connection: (socket: Socket, peer: Association['tls']) => void,
): Server {
  const refused = (address: string, message: string) =>
    handlers.ended({ code: 'tls.handshake-failed', address, message });
  return createTlsServer(files, { connection, refused });
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const unavailable = (cause: NodeJS.ErrnoException) =>
      reject(new CambiumError('port.unavailable', `DICOM, ${host}:${port} (${cause.code}).`, { cause }));
    server.once('error', unavailable);
    server.listen(port, host, () => {
      server.off('error', unavailable);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
