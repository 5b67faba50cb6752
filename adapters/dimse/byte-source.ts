/**
 * ByteSource: a socket read by asking. Nobody asks, and the socket is not read, so TCP holds the sender back: what waits
 * here is at most one chunk more than the mark below. A peer that is silent while it is waited for is given up; the time
 * that our own disk takes does not count against it.
 */
import type { Socket } from 'node:net';
import { ConnectionEnded } from './protocol-error.js';

const HIGH_WATER_BYTES = 512 * 1024;

export class ByteSource {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #ended: ConnectionEnded | undefined;
  #wake: (() => void) | undefined;

  constructor(
    readonly socket: Socket,
    readonly silenceMs: number,
  ) {
    socket.on('data', (chunk) => this.#push(chunk));
    socket.on('end', () => this.#end(new ConnectionEnded('The peer closed the connection.')));
    socket.on('error', (error) => this.#end(new ConnectionEnded('The connection failed.', { cause: error })));
    socket.on('close', () => this.#end(new ConnectionEnded('The connection was closed.')));
  }

  /** Exactly `length` bytes. @throws ConnectionEnded */
  async read(length: number): Promise<Buffer> {
    while (this.#bytes < length) await this.#more();
    return this.#take(length);
  }

  /** The next bytes that are there, at least one and at most `length`: never copied. @throws ConnectionEnded */
  async readSome(length: number): Promise<Buffer> {
    while (this.#bytes === 0) await this.#more();
    return this.#take(Math.min(length, this.#chunks[0].length));
  }

  #take(length: number): Buffer {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const chunk = this.#chunks[0];
      const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
      if (part === chunk) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(left);
      left -= part.length;
      parts.push(part);
    }
    this.#bytes -= length;
    if (this.#bytes < HIGH_WATER_BYTES) this.socket.resume();
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  #push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= HIGH_WATER_BYTES) this.socket.pause();
    this.#wake?.();
  }

  #end(reason: ConnectionEnded): void {
    this.#ended ??= reason;
    this.#wake?.();
  }

  async #more(): Promise<void> {
    if (this.#ended) throw this.#ended;
    this.socket.resume();
    const silent = setTimeout(() => {
      this.#end(new ConnectionEnded(`The peer was silent for ${this.silenceMs / 1000} s.`));
    }, this.silenceMs);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    clearTimeout(silent);
  }
}
