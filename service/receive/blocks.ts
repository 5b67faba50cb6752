/**
 * Bytes in blocks. They come from the network in pieces as small as a peer likes, and each write to disk costs a round trip
 * to a thread: gathered, an image takes three of them instead of nine, and a peer that sends single bytes none more.
 */

const BLOCK_BYTES = 256 * 1024;

/** The bytes of `source` in blocks of at least BLOCK_BYTES; the last one is what is left. */
export async function* inBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < BLOCK_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}
