/**
 * Damaged frames of every codec: bits flipped, cut off, overwritten, repeated, or of another size than the header says. Each
 * is followed by an intact one on the same thread, which must come out as if nothing had been.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { encodeJpegLossless, encodeRle, type Image, nativePixels } from '../contract/frame-encoders.js';
import { encodeHtj2k, encodeJpeg2000, encodeJpegLs } from '../contract/wasm-encoders.js';
import { randomNumbers } from '../support/random-numbers.js';

const FRAMES = 300;
/** An intact frame takes 1 ms, and a busy machine some more. */
const FRAME_MS = 1000;
/** Both tries of a frame that hangs, and a new thread for each. */
const HANG_MS = 5 * FRAME_MS;
const PRECISION = { precision: 12 };

const random = randomNumbers(20);
const upTo = (limit: number) => Math.floor(random() * limit);

/** A disc of tissue in air, noisy: a small slice of CT. */
const slice: Image = {
  rows: 72,
  columns: 80,
  bitsAllocated: 16,
  samples: Array.from({ length: 72 * 80 }, (_, i) => {
    const inside = Math.hypot((i % 80) - 40, Math.floor(i / 80) - 36) < 30;
    return (inside ? 1040 : 24) + upTo(16);
  }),
};
const FORMAT: FrameFormat = { rows: 72, columns: 80, bitsAllocated: 16, bitsStored: 12, signed: false };

/** A bit that says that a frame is lossy can be the one that turned over. */
const NAMED = ['pixels.unreadable', 'series.lossy'];

const CODECS = [
  ['RLE Lossless', '1.2.840.10008.1.2.5', encodeRle(slice)],
  ['JPEG Lossless', '1.2.840.10008.1.2.4.70', encodeJpegLossless(slice, PRECISION)],
  ['JPEG-LS', '1.2.840.10008.1.2.4.80', encodeJpegLs(slice, PRECISION)],
  ['JPEG 2000', '1.2.840.10008.1.2.4.90', encodeJpeg2000(slice, PRECISION)],
  ['HTJ2K', '1.2.840.10008.1.2.4.201', encodeHtj2k(slice, PRECISION)],
] as const;

interface Damaged {
  readonly frame: Uint8Array;
  readonly format: FrameFormat;
}

type Damage = (frame: Uint8Array) => Partial<Damaged>;

/** Headers are short, and what they say decides how much is allocated. */
const HEADER_BYTES = 120;

const flipped = (frame: Uint8Array, within: number) => {
  const damaged = Uint8Array.from(frame);
  for (let flips = 0; flips <= upTo(4); flips++) damaged[upTo(within)] ^= 1 << upTo(8);
  return damaged;
};

const DAMAGES: readonly Damage[] = [
  (frame) => ({ frame: flipped(frame, frame.length) }),
  (frame) => ({ frame: flipped(frame, HEADER_BYTES) }),
  (frame) => ({ frame: frame.subarray(0, upTo(frame.length)) }),
  // The end marker is there, and what came before it is not.
  (frame) => ({ frame: Uint8Array.from([...frame.subarray(0, upTo(frame.length)), ...frame.subarray(-2)]) }),
  (frame) => {
    const [from, to] = [upTo(frame.length), upTo(frame.length)];
    return { frame: Uint8Array.from(frame).fill(upTo(256), Math.min(from, to), Math.max(from, to)) };
  },
  (frame) => {
    const at = upTo(frame.length);
    return { frame: Uint8Array.from([...frame.subarray(0, at), ...frame.subarray(upTo(at))]) };
  },
  () => ({ format: { ...FORMAT, rows: 1 + upTo(65_535), columns: 1 + upTo(65_535) } }),
  () => ({ format: { ...FORMAT, rows: FORMAT.rows + upTo(3) - 1, bitsAllocated: 8, bitsStored: 8 } }),
  (frame) => ({ frame: Uint8Array.from(frame, () => upTo(256)) }),
];

describe(`${FRAMES} damaged frames`, () => {
  const decoder = createFrameDecoder({ threads: 1, frameMilliseconds: FRAME_MS });
  afterAll(() => decoder.close());

  it.each(CODECS)(
    '%s: each gives its size or a named error in time, and the next is decoded',
    async (_, syntax, intact) => {
      const outcomes = new Map<string, number>();
      for (let n = 0; n < FRAMES; n++) {
        const { frame, format } = { frame: intact, format: FORMAT, ...DAMAGES[n % DAMAGES.length](intact) };
        const started = performance.now();
        const [damaged, next] = await Promise.all([
          decoder.decode(syntax, frame, format).then(nameOf, nameOf),
          decoder.decode(syntax, intact, FORMAT),
        ]);
        expect(performance.now() - started, `frame ${n}`).toBeLessThan(HANG_MS);
        expect(Buffer.from(next).equals(nativePixels(slice)), `after frame ${n}`).toBe(true);
        expect([sizeOf(format), ...NAMED], `frame ${n}`).toContain(damaged);
        outcomes.set(damaged, (outcomes.get(damaged) ?? 0) + 1);
      }
      // A codec that named all of them or none was not put to the test.
      expect(outcomes.size).toBeGreaterThan(1);
    },
  );
});

function sizeOf({ rows, columns, bitsAllocated }: FrameFormat): string {
  return `${(rows * columns * bitsAllocated) / 8} bytes`;
}

function nameOf(result: unknown): string {
  if (result instanceof Uint8Array) return `${result.length} bytes`;
  if (result instanceof CambiumError) return result.code;
  throw result;
}
