/** A message part cut into the fragments of its P-DATA-TF (PS3.8 §9.3.5): each full but the last, which says that it is. */

export interface OutgoingFragment {
  readonly bytes: Buffer;
  readonly last: boolean;
}

/**
 * @param pieces of any size; not changed after the next one has come.
 * @returns fragments of `size` bytes, the last one of at most so many: none is copied that lies within one piece. Nothing
 * gives one fragment without bytes.
 */
export async function* fragments(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<OutgoingFragment, void> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    let at = 0;
    // A full fragment waits for a byte behind it: until then it may be the last one.
    while (bytes + piece.length - at > size) {
      const end = at + size - bytes;
      yield { bytes: joined(waiting, piece.subarray(at, end)), last: false };
      waiting = [];
      bytes = 0;
      at = end;
    }
    if (at === piece.length) continue;
    waiting.push(piece.subarray(at));
    bytes += piece.length - at;
  }
  yield { bytes: joined(waiting), last: true };
}

function joined(waiting: readonly Buffer[], end?: Buffer): Buffer {
  const parts = end?.length ? [...waiting, end] : waiting;
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}
