/** A port of loopback that leads to another one, or, while it is shut, to nobody. */

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

export class Gate {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(readonly port: number) {}

  /** Shut at first. */
  static async create(): Promise<Gate> {
    return new Gate(await freePort());
  }

  async open(to: number): Promise<void> {
    const server = createServer((from) => {
      const onward = connect(to, '127.0.0.1');
      for (const socket of [from, onward]) {
        this.#sockets.add(socket);
        // One end that breaks takes the other with it.
        socket.on('error', () => undefined).on('close', () => [from, onward].map((end) => end.destroy()));
      }
      from.pipe(onward).pipe(from);
    });
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  async shut(): Promise<void> {
    if (!this.#server) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#server = undefined;
  }
}
