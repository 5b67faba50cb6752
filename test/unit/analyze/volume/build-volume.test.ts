import { describe, expect, it } from 'vitest';
import { CambiumError } from '../../../../service/errors/registry.js';
import { randomNumbers } from '../../../support/random-numbers.js';
import { build, decoder, expectSameValuesInPlace, stacksOf } from './built-volume.js';
import { type CtSeries, ctFiles, enhancedCtFile, heights, inMemory, PLAIN, sopUid } from './ct-series.js';

/** Directions of a row and a column for each way a slice can lie; feet first and prone are two of them. */
const ORIENTATIONS: Readonly<Record<string, CtSeries['orientation']>> = {
  'a supine patient': [1, 0, 0, 0, 1, 0],
  'columns that run to the right': [-1, 0, 0, 0, 1, 0],
  'rows that run to anterior': [1, 0, 0, 0, -1, 0],
  'a prone patient': [-1, 0, 0, 0, -1, 0],
  'a slice turned by 10° in its plane': [0.98480775, 0.17364818, 0, -0.17364818, 0.98480775, 0],
};

describe('buildVolume', () => {
  for (const [lie, orientation] of Object.entries(ORIENTATIONS)) {
    for (const order of ['head first', 'feet first']) {
      it(`puts every pixel in its place for ${lie}, ${order}`, async () => {
        const zs = [-10, -7.5, -5, -2.5, 0];
        const series = {
          ...PLAIN,
          orientation,
          pixelSpacing: [1.1, 0.7] as const,
          positions: heights(order === 'head first' ? zs : zs.reverse()),
        };
        const volume = await build(ctFiles(series));
        expectSameValuesInPlace(volume, series);
        expect(volume.direction.map((axis, k) => axis[k] > Math.SQRT1_2)).toEqual([true, true, true]);
      });
    }
  }

  it('takes Pixel Spacing as the distance of rows, then of columns', async () => {
    const series = { ...PLAIN, pixelSpacing: [1.5, 0.5] as const };
    const volume = await build(ctFiles(series));
    expect(volume.spacing).toEqual([0.5, 1.5, 2.5]);
    expectSameValuesInPlace(volume, series);
  });

  it('sorts by position, whatever the order of the files and with equal instance numbers', async () => {
    const series = {
      ...PLAIN,
      positions: heights([-5, 0, -10, -2.5, -7.5]),
      attributes: () => ({ InstanceNumber: 1 }),
    };
    const volume = await build(ctFiles(series));
    expectSameValuesInPlace(volume, series);
    expect(volume.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual([2, 4, 0, 3, 1].map(sopUid));
  });

  it('does not believe slice thickness or patient position', async () => {
    const series = {
      ...PLAIN,
      attributes: () => ({ SliceThickness: 9, SpacingBetweenSlices: 7, PatientPosition: 'FFP' }),
    };
    const volume = await build(ctFiles(series));
    expect(volume.spacing[2]).toBe(2.5);
    expectSameValuesInPlace(volume, series);
  });

  it('rescales each slice by its own slope and intercept and rounds', async () => {
    const slopes = [1, 2, 0.5, 1.25, 3];
    const series: CtSeries = {
      ...PLAIN,
      attributes: (slice) => ({ RescaleSlope: slopes[slice], RescaleIntercept: -100 * slice }),
    };
    const volume = await build(ctFiles(series));
    const expected = {
      ...series,
      word: (z: number, r: number, c: number) => Math.round(PLAIN.word(z, r, c) * slopes[z] - 100 * z),
    };
    expectSameValuesInPlace(volume, expected);
  });

  it('keeps fractions where slope or intercept give them, and their rounding beside them', async () => {
    const rescale = { RescaleSlope: 0.25, RescaleIntercept: -10.5 };
    const series: CtSeries = { ...PLAIN, attributes: (slice) => (slice === 2 ? rescale : {}) };
    const { hu, exactHu } = await build(ctFiles(series));
    const exact = Array.from({ length: 5 * 24 }, (_, i) => {
      const stored = PLAIN.word(Math.floor(i / 24), Math.floor(i / 6) % 4, i % 6);
      return i >= 48 && i < 72 ? stored * 0.25 - 10.5 : stored;
    });
    expect([...(exactHu ?? [])]).toEqual(exact);
    expect([...hu]).toEqual(exact.map((value) => Math.round(value) + 0));
  });

  it('has no fractions where whole numbers give none', async () => {
    const { exactHu } = await build(
      ctFiles({ ...PLAIN, attributes: () => ({ RescaleSlope: 2, RescaleIntercept: -4 }) }),
    );
    expect(exactHu).toBeUndefined();
  });

  it('lies in memory that threads share', async () => {
    expect((await build(ctFiles(PLAIN))).hu.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('is as sparse as a preview asks for, each slice at its place', async () => {
    const volume = await build(ctFiles(PLAIN), { slices: [1, 3] });
    expect(volume).toMatchObject({ dims: [6, 4, 2], spacing: [0.8, 0.8, 5], origin: [-20, -30, -7.5] });
    expect(volume.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual([sopUid(1), sopUid(3)]);
    expect([volume.hu[0], volume.hu[24]]).toEqual([100, 300]);
  });

  it('loads only the files that a preview asks for, and each once', async () => {
    const loaded: string[] = [];
    const files = ctFiles(PLAIN).map((file) => ({
      ...file,
      load: () => {
        loaded.push(file.sopInstanceUid);
        return file.load();
      },
    }));
    await build(files, { slices: [0, 2, 4] });
    expect(loaded.sort()).toEqual([0, 2, 4].map(sopUid).sort());
  });

  it('reads no more files at a time than it needs to keep the decoder busy', async () => {
    let open = 0;
    let most = 0;
    const many = { ...PLAIN, positions: heights(Array.from({ length: 40 }, (_, z) => z)) };
    const files = ctFiles(many).map((file) => ({
      ...file,
      load: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open--;
        return file.load();
      },
    }));
    await build(files);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(decoder.parallel + 2);
  });

  it('reads an Enhanced CT in one object, and names the frame that gave each plane', async () => {
    const series = { ...PLAIN, positions: heights([-5, 0, -10, -2.5, -7.5]) };
    const volume = await build([enhancedCtFile(series)]);
    expectSameValuesInPlace(volume, series);
    expect(volume.slices.map(({ frame }) => frame)).toEqual([3, 5, 1, 4, 2]);
  });

  it('prefers the functional groups of a frame to the shared ones', async () => {
    const frame = (slice: number) => ({
      PixelValueTransformationSequence: [{ RescaleSlope: 1, RescaleIntercept: slice * 1000 }],
    });
    const volume = await build([enhancedCtFile(PLAIN, frame)]);
    expectSameValuesInPlace(volume, { ...PLAIN, word: (z, r, c) => PLAIN.word(z, r, c) + z * 1000 });
  });

  it('leaves the localizer frame of an Enhanced CT out', async () => {
    const series = { ...PLAIN, positions: [...PLAIN.positions, [0, 0, 500] as const] };
    const type = (slice: number) => ['ORIGINAL', 'PRIMARY', slice === 5 ? 'LOCALIZER' : 'VOLUME', 'NONE'];
    const file = enhancedCtFile(series, (slice) => ({ CTImageFrameTypeSequence: [{ FrameType: type(slice) }] }));
    expectSameValuesInPlace(await build([file]), PLAIN);
  });

  it('refuses an Enhanced CT with fewer functional groups than frames', async () => {
    const file = enhancedCtFile({ ...PLAIN, attributes: () => ({ NumberOfFrames: 1e9 }) });
    await expect(build([file])).rejects.toMatchObject({ code: 'series.no-geometry' });
  });

  it('tells how many planes are done', async () => {
    const steps: unknown[] = [];
    await build(ctFiles(PLAIN), { progress: (...step) => steps.push(step) });
    expect(steps).toEqual([1, 2, 3, 4, 5].map((done) => ['decode', done, 5]));
  });

  it('reads a header that is longer than its first part', async () => {
    const long = 'x'.repeat(10_000);
    const series = {
      ...PLAIN,
      attributes: () => ({
        ImageComments: long,
        SourceImageSequence: Array.from({ length: 30 }, () => ({ ImageComments: long })),
      }),
    };
    expectSameValuesInPlace(await build(ctFiles(series)), PLAIN);
  });

  it('names the instance whose file was cut off', async () => {
    const files = ctFiles(PLAIN);
    const bytes = await files[2].load();
    files[2] = inMemory(sopUid(2), bytes.subarray(0, bytes.length - 10));
    await expect(build(files)).rejects.toMatchObject({
      code: 'pixels.unreadable',
      details: expect.stringContaining(sopUid(2)),
    });
  });

  it('counts the damaged instances, and names the first of them from inferior', async () => {
    const files = ctFiles(PLAIN);
    for (const slice of [3, 1]) {
      const bytes = await files[slice].load();
      files[slice] = inMemory(sopUid(slice), bytes.subarray(0, bytes.length - 10));
    }
    await expect(build(files)).rejects.toMatchObject({
      code: 'pixels.unreadable',
      details: expect.stringMatching(new RegExp(`^SOP Instance ${sopUid(1)}: .* 2 slices are damaged.$`)),
    });
  });

  it('gives up after ten damaged instances, and says that there may be more', async () => {
    const many = { ...PLAIN, positions: heights(Array.from({ length: 40 }, (_, z) => z)) };
    const loaded: string[] = [];
    const cut = ctFiles(many).map((file) => ({
      ...file,
      load: async () => {
        loaded.push(file.sopInstanceUid);
        return (await file.load()).subarray(0, -10);
      },
    }));
    await expect(build(cut)).rejects.toMatchObject({
      details: expect.stringMatching(/At least 1\d slices are damaged.$/),
    });
    expect(loaded.length).toBeLessThan(20);
  });

  it('names the frame that is damaged', async () => {
    const file = enhancedCtFile(PLAIN);
    const bytes = await file.load();
    const cut = inMemory(file.sopInstanceUid, bytes.subarray(0, bytes.length - 10));
    await expect(build([cut])).rejects.toMatchObject({ code: 'pixels.unreadable', details: /5 slices are damaged/ });
  });

  it('passes on at once what is no damage', async () => {
    const files = ctFiles(PLAIN).map((file) => ({ ...file, load: () => Promise.reject(new Error('disk')) }));
    await expect(build(files)).rejects.toThrow('disk');
  });

  it('refuses a series that a damaged header makes larger than memory', async () => {
    const series = { ...PLAIN, attributes: () => ({ Rows: 65535, Columns: 65535 }) };
    await expect(build(ctFiles(series))).rejects.toMatchObject({ code: 'pixels.format-unsupported' });
  });
});

describe('what a series must have', () => {
  const cases: readonly (readonly [string, Record<string, undefined | string | number | string[]>, string])[] = [
    ['a position', { ImagePositionPatient: undefined }, 'series.no-geometry'],
    ['an orientation', { ImageOrientationPatient: undefined }, 'series.no-geometry'],
    ['perpendicular directions', { ImageOrientationPatient: '1\\0\\0\\1\\0\\0' }, 'series.no-geometry'],
    ['pixel spacing', { PixelSpacing: undefined }, 'series.no-geometry'],
    ['rows', { Rows: undefined }, 'pixels.format-unsupported'],
    ['16 bits', { BitsAllocated: 8, BitsStored: 8, HighBit: 7 }, 'pixels.format-unsupported'],
    ['a high bit within them', { HighBit: 16 }, 'pixels.format-unsupported'],
    ['one sample a pixel', { SamplesPerPixel: 3, PhotometricInterpretation: 'RGB' }, 'pixels.format-unsupported'],
    [
      'pixels that are brighter where they are larger',
      { PhotometricInterpretation: 'MONOCHROME1' },
      'pixels.format-unsupported',
    ],
    ['a slope', { RescaleSlope: undefined }, 'pixels.not-hounsfield'],
    ['a slope that is not 0', { RescaleSlope: 0 }, 'pixels.not-hounsfield'],
    ['an intercept', { RescaleIntercept: undefined }, 'pixels.not-hounsfield'],
    ['Hounsfield units', { RescaleType: 'MGML' }, 'pixels.not-hounsfield'],
    ['16 bits that are not 32', { BitsAllocated: 32, BitsStored: 32, HighBit: 31 }, 'pixels.format-unsupported'],
    [
      'more than a map of a material',
      { ImageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'MAT_SPECIFIC'] },
      'pixels.not-hounsfield',
    ],
    [
      'the beam of a tube',
      { ImageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'VMI'], RescaleType: 'HU' },
      'pixels.not-hounsfield',
    ],
    ['HU, stated, if several energies were used', { MultienergyCTAcquisition: 'YES' }, 'pixels.not-hounsfield'],
  ];
  for (const [needed, attributes, code] of cases) {
    it(`is ${needed}, or it is refused with ${code}`, async () => {
      const stacks = await stacksOf(ctFiles({ ...PLAIN, attributes: (slice) => (slice === 3 ? attributes : {}) }));
      expect(stacks.map(({ refusal }) => refusal?.reason)).toContain(code);
      expect(stacks.every(({ refusal }) => refusal)).toBe(true);
    });
  }

  it.each(['HU', 'US', ''])('is no more than Rescale Type "%s"', async (type) => {
    await expect(build(ctFiles({ ...PLAIN, attributes: () => ({ RescaleType: type }) }))).resolves.toBeDefined();
  });

  it('may be the mixed image of a multi-energy acquisition, if it says that it is in HU', async () => {
    const attributes = () => ({ MultienergyCTAcquisition: 'YES', RescaleType: 'HU' });
    expectSameValuesInPlace(await build(ctFiles({ ...PLAIN, attributes })), PLAIN);
  });

  it('may be without loss or not: its slices say so', async () => {
    const [stack] = await stacksOf(ctFiles({ ...PLAIN, attributes: () => ({ LossyImageCompression: '01' }) }));
    expect(stack.refusal).toBeUndefined();
    expect(stack.slices.every(({ lossy }) => lossy)).toBe(true);
  });
});

describe('a damaged file', () => {
  const random = randomNumbers(3);

  const damaged = (bytes: Buffer, flips: number): Buffer => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < flips; i++) copy[Math.floor(random() * copy.length)] ^= 1 << Math.floor(random() * 8);
    return random() < 0.3 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy;
  };

  it.each([
    ['single-frame', ctFiles(PLAIN)],
    ['multi-frame', [enhancedCtFile(PLAIN)]],
  ])('among %s ones gives a volume or a named error, nothing else', async (_, files) => {
    for (let n = 0; n < 300; n++) {
      const [first, ...others] = files;
      const broken = inMemory(first.sopInstanceUid, damaged(await first.load(), 1 + (n % 20)));
      const result = await build([broken, ...others]).catch((error: unknown) => error);
      if (result instanceof Error) expect(result, result.stack).toBeInstanceOf(CambiumError);
      else expect(result).toMatchObject({ dims: expect.any(Array) });
    }
  });
});
