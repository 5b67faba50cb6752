/** A proxy on a free port that notes, for every connection, what its client sends. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface RecordingProxy {
  readonly port: number;
  /** One connection each. */
  recordings(): readonly Buffer[];
  close(): Promise<void>;
}

export async function recordingProxy(targetPort: number): Promise<RecordingProxy> {
  const connections: Buffer[][] = [];
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const sent: Buffer[] = [];
    connections.push(sent);
    const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, target]) open.add(socket.on('error', () => socket.destroy()));
    client.on('data', (chunk) => sent.push(chunk));
    client.pipe(target).pipe(client);
    client.on('close', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    recordings: () => connections.filter((sent) => sent.length > 0).map((sent) => Buffer.concat(sent)),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
