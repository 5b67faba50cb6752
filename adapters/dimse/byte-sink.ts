/**
 * ByteSink: a socket written to in turn. A write resolves while little waits to be taken, so nothing a peer does or leaves
 * undone fills our memory; one that takes nothing for too long is given up.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ConnectionEnded } from './protocol-error.js';

/** Two of the longest P-DATA-TF we send: with the stream's own mark of 16 kB each of them would wait for the one before. */
const MAX_WAITING_BYTES = 256 * 1024;

export class ByteSink {
  constructor(
    readonly socket: Socket,
    readonly silenceMs: number,
  ) {}

  /** The parts leave in one packet if they fit. @throws ConnectionEnded */
  async write(...parts: readonly Buffer[]): Promise<void> {
    this.socket.cork();
    for (const part of parts) this.socket.write(part);
    this.socket.uncork();
    if (this.socket.destroyed || this.socket.writableLength >= MAX_WAITING_BYTES) await this.#drained();
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
