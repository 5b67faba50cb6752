/**
 * CollectedBytes: bytes that come in pieces, in one buffer that grows as they do. A list of the pieces would cost a hundred
 * bytes for each, and a peer may send them one by one.
 */
const FIRST_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

export class CollectedBytes {
  #buffer: Buffer = NOTHING;
  #length = 0;

  constructor(readonly maxLength: number) {}

  get length(): number {
    return this.#length;
  }

  /** False, and nothing is kept, if it would be longer than `maxLength`. */
  add(bytes: Buffer): boolean {
    const length = this.#length + bytes.length;
    if (length > this.maxLength) return false;
    if (length > this.#buffer.length) this.#grow(length);
    bytes.copy(this.#buffer, this.#length);
    this.#length = length;
    return true;
  }

  /** All of them; it is empty afterwards. */
  take(): Buffer {
    const all = this.#buffer.subarray(0, this.#length);
    this.#buffer = NOTHING;
    this.#length = 0;
    return all;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length, FIRST_BYTES));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
