/** What every FrameDecoder promises, for each transfer syntax it knows. */
import { afterAll, describe, expect, it } from 'vitest';
import type { FrameDecoder, FrameFormat } from '../../service/ports/frame-decoder.js';
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

const UNKNOWN = '1.2.840.10008.1.2.4.50';
const UNREADABLE = { code: 'pixels.unreadable' };

export function frameDecoderContract(name: string, make: () => FrameDecoder, encodings: readonly Encoding[]): void {
  describe(`FrameDecoder: ${name}`, () => {
    const decoder = make();
    afterAll(() => decoder.close());

    it('refuses a transfer syntax it does not know', async () => {
      expect(decoder.decodes(UNKNOWN)).toBe(false);
      await expect(decoder.decode(UNKNOWN, new Uint8Array(8), format(1, 1))).rejects.toMatchObject({
        code: 'pixels.syntax-unsupported',
      });
    });

    it('takes no memory for a header that claims what no slice has', async () => {
      const [{ transferSyntaxUid }] = encodings;
      const frame = decoder.decode(transferSyntaxUid, new Uint8Array(100), format(60_000, 60_000));
      await expect(frame).rejects.toMatchObject({ ...UNREADABLE, details: expect.stringMatching('60000 × 60000') });
    });

    it('gives every caller its own frame, whatever the order in which they are done', async () => {
      const images = encodings.flatMap((encoding) => [randomImage(encoding, 40), randomImage(encoding, 3)]);
      const frames = images.map((image, i) => encodings[i >> 1].encode(image));
      const decoded = await Promise.all(
        images.map((image, i) => {
          const { transferSyntaxUid, precision } = encodings[i >> 1];
          return decoder.decode(transferSyntaxUid, frames[i], formatOf(image, precision));
        }),
      );
      expect(decoded.map((pixels, i) => Buffer.from(pixels).equals(nativePixels(images[i])))).toEqual(
        images.map(() => true),
      );
    });

    for (const encoding of encodings) describe(encoding.name, () => syntaxContract(decoder, encoding));

    it('writes nothing of a transfer syntax it does not know', async () => {
      const frame = { index: 0, bytes: async () => new Uint8Array(8) };
      await expect(decoder.decodeInto(UNKNOWN, frame, { format: format(1, 1), into: [] })).rejects.toMatchObject({
        code: 'pixels.syntax-unsupported',
      });
    });

    it('rejects once it is closed', async () => {
      const closed = make();
      await closed.close();
      const [{ transferSyntaxUid, encode }] = encodings;
      const image = randomImage(encodings[0], 3);
      await expect(
        closed.decode(transferSyntaxUid, encode(image), formatOf(image, encodings[0].precision)),
      ).rejects.toMatchObject({ code: 'internal.fault' });
    });
  });
}

function syntaxContract(decoder: FrameDecoder, encoding: Encoding): void {
  const { transferSyntaxUid, bitsAllocated, precision, encode } = encoding;
  const decode = (frame: Uint8Array, image: Image) =>
    decoder.decode(transferSyntaxUid, frame, formatOf(image, precision));
  const image = (rows: number, columns: number, sample: (i: number) => number): Image => {
    const samples = Array.from({ length: rows * columns }, (_, i) => sample(i) & ((1 << precision) - 1));
    return { rows, columns, bitsAllocated, samples };
  };
  const noise = randomImage(encoding, 24);
  const ramp = image(24, 30, (i) => i * 3 - 40);

  it('is decoded', () => {
    expect(decoder.decodes(transferSyntaxUid)).toBe(true);
  });

  it.each([
    ['noise', noise],
    ['a ramp that wraps around', ramp],
    ['flat rows', image(24, 300, (i) => (i % 300 < 280 ? 5 : i))],
    ['one pixel', image(1, 1, () => 3)],
    ['one column', image(40, 1, (i) => i * i)],
    ['one row', image(1, 40, (i) => i * i)],
    ['an odd number of pixels', image(5, 7, (i) => i * i)],
  ])('gives every pixel of %s back', async (_, original) => {
    const decoded = await decode(encode(original), original);
    expect(Buffer.from(decoded).equals(nativePixels(original))).toBe(true);
  });

  it('reads a frame from the middle of a larger buffer, and leaves it as it was', async () => {
    const frame = encode(ramp);
    const within = new Uint8Array(frame.length + 7).fill(0xaa);
    within.set(frame, 3);
    const before = Buffer.from(within);
    const decoded = await decode(within.subarray(3, 3 + frame.length), ramp);
    expect(Buffer.from(decoded).equals(nativePixels(ramp))).toBe(true);
    expect(before.equals(within)).toBe(true);
  });

  it('reads a frame that was padded to an even length', async () => {
    const frame = Uint8Array.from([...encode(ramp), 0]);
    expect(Buffer.from(await decode(frame, ramp)).equals(nativePixels(ramp))).toBe(true);
  });

  it.each(bitsAllocated === 16 ? [16] : [])(
    'of %s bits is looked up in each table it is given, and written in its place',
    async () => {
      const [whole, half] = [new Int16Array(shared(2 ** 17)), new Float32Array(shared(2 ** 18))];
      for (let word = 0; word < 2 ** 16; word++) [whole[word], half[word]] = [-word, word / 2];
      const [first, second] = [new Int16Array(shared(2 * 730)), new Float32Array(shared(4 * 720))];
      const frame = { index: 0, bytes: async () => encode(ramp) };
      const into = [
        { table: whole, out: first.subarray(10) },
        { table: half, out: second },
      ];
      await decoder.decodeInto(transferSyntaxUid, frame, { format: formatOf(ramp, precision), into });
      expect([...first]).toEqual([...Array(10).fill(0), ...ramp.samples.map((word) => (-word << 16) >> 16)]);
      expect([...second]).toEqual(ramp.samples.map((word) => word / 2));
    },
  );

  it('refuses a frame of another size', async () => {
    await expect(decode(encode(noise), { ...noise, rows: 25 })).rejects.toMatchObject(UNREADABLE);
    await expect(decode(encode(noise), { ...noise, columns: 29 })).rejects.toMatchObject(UNREADABLE);
  });

  it.each(precision > 8 ? [8 as const] : [])(
    'refuses a frame of more than the %s bits allocated',
    async (bitsAllocated) => {
      await expect(decode(encode(noise), { ...noise, bitsAllocated })).rejects.toMatchObject(UNREADABLE);
    },
  );

  it('refuses an empty frame and one that breaks off, wherever it does', async () => {
    const frame = encode(noise);
    const lengths = Array.from({ length: 60 }, (_, i) => Math.floor((i / 60) * (frame.length - 10)));
    const outcomes = await Promise.allSettled(lengths.map((length) => decode(frame.subarray(0, length), noise)));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      lengths.map(() => UNREADABLE.code),
    );
  });
}

const shared = (bytes: number) => new SharedArrayBuffer(bytes);

const random = randomNumbers(7);

function randomImage({ bitsAllocated, precision }: Encoding, rows: number): Image {
  const columns = rows + 6;
  const samples = Array.from({ length: rows * columns }, () => Math.floor(random() * 2 ** precision));
  return { rows, columns, bitsAllocated, samples };
}

function format(rows: number, columns: number): FrameFormat {
  return { rows, columns, bitsAllocated: 16, bitsStored: 16, signed: false };
}

function formatOf({ rows, columns, bitsAllocated }: Image, bitsStored: number): FrameFormat {
  return { rows, columns, bitsAllocated, bitsStored, signed: false };
}
