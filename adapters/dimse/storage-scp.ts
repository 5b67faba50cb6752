/**
 * DicomListener over TCP: takes connections, gives each its own Acceptor, and keeps count of them. Nothing a peer sends
 * reaches another association or this process: an Acceptor ends with its own connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { DicomListener, ListenerHandlers, ListenOptions, Rejection } from '../../service/ports/dicom-listener.js';
import { Acceptor } from './acceptor.js';

/** Rejected transient by the presentation layer: local limit exceeded (PS3.8 Table 9-21). */
const LOCAL_LIMIT_EXCEEDED: Rejection = { result: 2, source: 3, reason: 2 };
/** Connections beyond the associations, so that those too many are told why; past these they are just closed. */
const SPARE_CONNECTIONS = 32;

export function createDicomListener(): DicomListener {
  const connections = new Set<Socket>();
  let server: Server | undefined;
  return {
    async listen({ host, port, maxPduLength, maxAssociations }, handlers: ListenerHandlers) {
      const limit = () => (connections.size > maxAssociations ? LOCAL_LIMIT_EXCEEDED : undefined);
      const accepting = createServer({ allowHalfOpen: true }, (socket) => {
        connections.add(socket);
        socket.once('close', () => connections.delete(socket));
        void new Acceptor(socket, handlers, { maxPduLength, limit }).serve();
      });
      accepting.maxConnections = maxAssociations + SPARE_CONNECTIONS;
      server = accepting;
      return listening(accepting, host, port);
    },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      const cut = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
    openAssociations: () => connections.size,
  };
}

function listening(server: Server, host: ListenOptions['host'], port: ListenOptions['port']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
