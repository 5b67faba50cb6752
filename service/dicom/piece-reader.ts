/**
 * PieceReader: bytes that come in pieces of any size, read by how many are wanted. Only what is asked for is held, so a
 * file of any length passes through in flat memory.
 */
export class PieceReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);
  #position = 0;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes; fewer only if the pieces end. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of this.pass(length)) {
      parts.push(part);
      bytes += part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts, bytes);
  }

  /** The next `length` bytes as they come, never copied; fewer only if the pieces end. */
  async *pass(length: number): AsyncGenerator<Buffer, void> {
    for (let left = length; left > 0 && (await this.#more()); ) {
      const part = this.#piece.subarray(0, left);
      this.#piece = this.#piece.subarray(part.length);
      this.#position += part.length;
      left -= part.length;
      yield part;
    }
  }

  /** Lets the source go, read to its end or not. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  /** Whether the present piece holds a byte; false once the pieces have ended. */
  async #more(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const { done, value } = await this.#pieces.next();
      if (done) return false;
      this.#piece = value;
    }
    return true;
  }
}
