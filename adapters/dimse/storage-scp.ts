/**
 * DicomListener over TCP: takes connections, gives each its own Acceptor, and keeps count of them. Nothing a peer sends
 * reaches another association or this process: an Acceptor ends with its own connection.
 */
import { createServer, type Server } from 'node:net';
import { CambiumError } from '../../service/errors/registry.js';
import type { DicomListener, ListenerHandlers, ListenOptions, Rejection } from '../../service/ports/dicom-listener.js';
import { Acceptor, type Timers } from './acceptor.js';

export interface DicomListenerOptions extends Partial<Timers> {
  /** Told of our own bugs, which end one association; by default the process warns of them. */
  readonly onFault?: (error: unknown) => void;
}

const DEFAULTS = {
  artimMs: 15_000,
  /** Senders that reuse an association pause between studies; one silent for longer is gone. */
  idleMs: 120_000,
  onFault: (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)),
};

/** Rejected transient by the presentation layer (PS3.8 Table 9-21). */
const TEMPORARY_CONGESTION: Rejection = { result: 2, source: 3, reason: 1 };
/** Connections beyond the associations, so that those too many are told why; past these they are just closed. */
const SPARE_CONNECTIONS = 32;

export function createDicomListener(options: DicomListenerOptions = {}): DicomListener {
  /** By acceptor, its end: of the connection and of all that its handlers do. */
  const serving = new Map<Acceptor, Promise<void>>();
  let server: Server | undefined;
  let closing = false;

  const openAssociations = () => [...serving.keys()].filter(({ isOpen }) => isOpen).length;

  return {
    async listen({ host, port, maxPduLength, maxAssociations }, handlers: ListenerHandlers) {
      const congestion = () => (closing ? TEMPORARY_CONGESTION : undefined);
      const served = { ...DEFAULTS, ...options, maxPduLength, congestion, openAssociations };
      server = createServer({ allowHalfOpen: true }, (socket) => {
        const acceptor = new Acceptor(socket, handlers, served);
        serving.set(
          acceptor,
          acceptor.serve().finally(() => serving.delete(acceptor)),
        );
      });
      server.maxConnections = maxAssociations + SPARE_CONNECTIONS;
      const inUse = await listening(server, host, port);
      // Out of file descriptors, say: a connection is lost, the listener is not.
      server.on('error', options.onFault ?? DEFAULTS.onFault);
      return inUse;
    },
    async close(graceMs) {
      closing = true;
      server?.close();
      for (const acceptor of serving.keys()) if (!acceptor.isOpen) acceptor.cut();
      const cut = setTimeout(() => {
        for (const acceptor of serving.keys()) acceptor.cut();
      }, graceMs);
      await Promise.all(serving.values());
      clearTimeout(cut);
    },
    openAssociations,
  };
}

function listening(server: Server, host: ListenOptions['host'], port: ListenOptions['port']): Promise<number> {
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
