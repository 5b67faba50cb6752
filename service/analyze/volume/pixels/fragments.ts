/**
 * Encapsulated pixel data (PS3.5 §A.4) in, the bytes of each frame out. A frame may lie in several fragments; the Basic Offset
 * Table says where each begins, and may be empty.
 */
import { CambiumError } from '../../../errors/registry.js';

const ITEM_HEADER_BYTES = 8;
const ITEM = 0xe000fffe;

interface Fragment {
  /** Of its item, from the first fragment's: what the Basic Offset Table counts. */
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * @param pixelData the items as they lie, offset table first.
 * @throws CambiumError `pixels.unreadable` if they cannot be `frames` frames.
 */
export function encapsulatedFrames(pixelData: Buffer, frames: number): readonly Uint8Array[] {
  const [table, ...fragments] = items(pixelData);
  if (!table || fragments.length === 0) throw new CambiumError('pixels.unreadable', 'There is no compressed frame.');
  const starts = frameStarts(table.bytes, fragments, frames);
  if (!starts) {
    throw new CambiumError(
      'pixels.unreadable',
      `${fragments.length} fragments cannot be told apart into ${frames} frames.`,
    );
  }
  return starts.map((start, i) => joined(fragments.slice(start, starts[i + 1])));
}

function items(pixelData: Buffer): Fragment[] {
  const found: Fragment[] = [];
  let first = 0;
  let at = 0;
  while (at + ITEM_HEADER_BYTES <= pixelData.length && pixelData.readUInt32LE(at) === ITEM) {
    const end = at + ITEM_HEADER_BYTES + pixelData.readUInt32LE(at + 4);
    if (end > pixelData.length) throw new CambiumError('pixels.unreadable', 'A fragment ends past the pixel data.');
    if (found.length === 1) first = at;
    found.push({ offset: at - first, bytes: pixelData.subarray(at + ITEM_HEADER_BYTES, end) });
    at = end;
  }
  return found;
}

/** The first fragment of each frame, by what is surest. */
function frameStarts(table: Buffer, fragments: readonly Fragment[], frames: number): readonly number[] | undefined {
  if (frames === 1) return [0];
  if (fragments.length === frames) return fragments.map((_, i) => i);
  return startsByTable(table, fragments, frames) ?? startsByJpegMarker(fragments, frames);
}

function startsByTable(table: Buffer, fragments: readonly Fragment[], frames: number): number[] | undefined {
  if (table.length !== frames * 4) return undefined;
  const byOffset = new Map(fragments.map(({ offset }, i) => [offset, i]));
  const starts = Array.from({ length: frames }, (_, i) => byOffset.get(table.readUInt32LE(i * 4)) ?? -1);
  const inOrder = starts[0] === 0 && starts.every((start, i) => i === 0 || start > starts[i - 1]);
  return inOrder ? starts : undefined;
}

/** Every JPEG frame begins with the marker SOI (ITU-T T.81 Table B.1). */
function startsByJpegMarker(fragments: readonly Fragment[], frames: number): number[] | undefined {
  const starts = fragments.flatMap(({ bytes }, i) => (bytes[0] === 0xff && bytes[1] === 0xd8 ? [i] : []));
  return starts.length === frames && starts[0] === 0 ? starts : undefined;
}

function joined(fragments: readonly Fragment[]): Uint8Array {
  return fragments.length === 1 ? fragments[0].bytes : Buffer.concat(fragments.map(({ bytes }) => bytes));
}
