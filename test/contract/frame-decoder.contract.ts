/** What every FrameDecoder promises, for each transfer syntax it knows. */
import { describe, expect, it } from 'vitest';
import { CambiumError } from '../../service/errors/registry.js';
import type { FrameDecoder } from '../../service/ports/frame-decoder.js';
import { randomNumbers } from '../support/random-numbers.js';
import { type Image, nativePixels } from './frame-encoders.js';

export interface Encoding {
  readonly name: string;
  readonly transferSyntaxUid: string;
  readonly bitsAllocated: 8 | 16;
  /** Bits that samples may have. */
  readonly precision: number;
  readonly encode: (image: Image) => Uint8Array;
}

/** A decoder that is still at it after so long hangs. */
const HANG_MS = 2000;
const DAMAGED_FRAMES = 100;

export function frameDecoderContract(name: string, make: () => FrameDecoder, encodings: readonly Encoding[]): void {
  describe(`FrameDecoder: ${name}`, () => {
    it('refuses a transfer syntax it does not know', () => {
      const decoder = make();
      expect(decoder.decodes('1.2.840.10008.1.2.4.90')).toBe(false);
      const format = { rows: 1, columns: 1, bitsAllocated: 16, signed: false } as const;
      expect(() => decoder.decode('1.2.840.10008.1.2.4.90', new Uint8Array(8), format)).toThrow(
        expect.objectContaining({ code: 'pixels.syntax-unsupported' }),
      );
    });

    for (const encoding of encodings) describe(encoding.name, () => syntaxContract(make(), encoding));
  });
}

function syntaxContract(
  decoder: FrameDecoder,
  { transferSyntaxUid, bitsAllocated, precision, encode }: Encoding,
): void {
  const decode = (frame: Uint8Array, { rows, columns }: Pick<Image, 'rows' | 'columns'>) =>
    decoder.decode(transferSyntaxUid, frame, { rows, columns, bitsAllocated, signed: false });
  const image = (rows: number, columns: number, sample: (i: number) => number): Image => {
    const samples = Array.from({ length: rows * columns }, (_, i) => sample(i) & ((1 << precision) - 1));
    return { rows, columns, bitsAllocated, samples };
  };
  const random = randomNumbers(7);
  const noise = image(24, 30, () => random() * 65536);
  const ramp = image(24, 30, (i) => i * 3 - 40);
  const flat = image(24, 300, (i) => (i % 300 < 280 ? 5 : i));
  const unreadable = expect.objectContaining({ code: 'pixels.unreadable' });

  it('is decoded', () => {
    expect(decoder.decodes(transferSyntaxUid)).toBe(true);
  });

  it.each([
    ['noise', noise],
    ['a ramp that wraps around', ramp],
    ['flat rows', flat],
    ['one pixel', image(1, 1, () => 3)],
    ['one column', image(40, 1, (i) => i * i)],
    ['one row', image(1, 40, (i) => i * i)],
  ])('gives every pixel of %s back', (_, original) => {
    expect(Buffer.from(decode(encode(original), original)).equals(nativePixels(original))).toBe(true);
  });

  it('reads a frame from the middle of a larger buffer', () => {
    const frame = encode(ramp);
    const within = new Uint8Array(frame.length + 7).fill(0xaa);
    within.set(frame, 3);
    const decoded = decode(within.subarray(3, 3 + frame.length), ramp);
    expect(Buffer.from(decoded).equals(nativePixels(ramp))).toBe(true);
  });

  it('refuses a frame of another size', () => {
    expect(() => decode(encode(noise), { rows: 25, columns: 30 })).toThrow(unreadable);
  });

  it('refuses an empty frame and one that breaks off, wherever it does', () => {
    const frame = encode(noise);
    for (let length = 0; length < frame.length - 10; length += 5) {
      expect(() => decode(frame.subarray(0, length), noise), `${length} bytes`).toThrow(unreadable);
    }
  });

  it('ends with a frame of the right size or a named error, and in time, whatever bits are flipped', () => {
    const frame = encode(noise);
    for (let n = 0; n < DAMAGED_FRAMES; n++) {
      const damaged = Uint8Array.from(frame);
      for (let flips = 0; flips <= n % 4; flips++)
        damaged[Math.floor(random() * frame.length)] ^= 1 << Math.floor(random() * 8);
      const started = performance.now();
      expect(outcome(() => decode(damaged, noise))).toMatch(
        new RegExp(`^(pixels.unreadable|${nativePixels(noise).length} bytes)$`),
      );
      expect(performance.now() - started).toBeLessThan(HANG_MS);
    }
    expect(Buffer.from(decode(frame, noise)).equals(nativePixels(noise))).toBe(true);
  });
}

function outcome(decode: () => Uint8Array): string {
  try {
    return `${decode().length} bytes`;
  } catch (error) {
    if (error instanceof CambiumError) return error.code;
    throw error;
  }
}
