/** Whether two slices have the same pixel data, byte for byte as they are stored. */
import { openFrames } from '../pixels/open-frames.js';
import type { Slice } from '../slice.js';
import type { SourceFile } from '../source-file.js';
import type { SamePixels } from './drop-repeats.js';

/** @throws CambiumError `pixels.unreadable`, as the SamePixels it returns does. */
export function samePixels(files: readonly SourceFile[]): SamePixels {
  const stored = async (slice: Slice) => {
    const file = files.find(({ sopInstanceUid }) => sopInstanceUid === slice.source.sopInstanceUid);
    return file && (await openFrames(file, slice))(slice.frameIndex);
  };
  return async (a, b) => {
    const [bytes, others] = [await stored(a), await stored(b)];
    return bytes !== undefined && others !== undefined && Buffer.compare(bytes, others) === 0;
  };
}
