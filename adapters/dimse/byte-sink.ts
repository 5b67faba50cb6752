/**
 * ByteSink: a socket written to in turn. A write resolves when the socket takes more, so a peer that sends without reading
 * our answers cannot fill our memory with them; one that reads nothing for too long is given up.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ConnectionEnded } from './protocol-error.js';

export class ByteSink {
  constructor(
    readonly socket: Socket,
    readonly silenceMs: number,
  ) {}

  /** The parts leave in one packet if they fit. @throws ConnectionEnded */
  async write(...parts: readonly Buffer[]): Promise<void> {
    let more = true;
    this.socket.cork();
    for (const part of parts) more = this.socket.write(part);
    this.socket.uncork();
    if (!more) await this.#drained();
  }

  async #drained(): Promise<void> {
    if (this.socket.destroyed) throw new ConnectionEnded('The connection was closed.');
    if (!this.socket.writableNeedDrain) return;
    const given = new AbortController();
    const giveUp = () => given.abort();
    const silent = setTimeout(giveUp, this.silenceMs);
    this.socket.once('close', giveUp);
    try {
      await once(this.socket, 'drain', { signal: given.signal });
    } catch (cause) {
      throw new ConnectionEnded('The peer takes no more bytes.', { cause });
    } finally {
      clearTimeout(silent);
      this.socket.off('close', giveUp);
    }
  }
}
