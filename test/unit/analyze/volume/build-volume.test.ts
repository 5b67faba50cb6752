import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../../../service/analyze/volume/build-volume.js';
import type { SourceFile } from '../../../../service/analyze/volume/source-file.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import { randomNumbers } from '../../../support/random-numbers.js';
import { type CtSeries, ctFiles, enhancedCtFile, heights, inMemory, PLAIN, SERIES, sopUid } from './ct-series.js';

const build = (files: readonly SourceFile[]) => buildVolume({ seriesInstanceUid: SERIES, files }, createFrameDecoder());

/** Where a pixel of a source slice lies, rounded to a hundredth of a millimetre so that it can be looked up. */
function place(position: Vector3): string {
  return position.map((mm) => (Math.round(mm * 100) + 0).toString()).join(' ');
}

function along(start: Vector3, steps: readonly (readonly [Vector3, number])[]): Vector3 {
  return [0, 1, 2].map((axis) =>
    steps.reduce((sum, [direction, mm]) => sum + direction[axis] * mm, start[axis]),
  ) as unknown as Vector3;
}

/** The property that makes a volume right: each voxel has the value of the source pixel at its place in the patient. */
function expectSameValuesInPlace(volume: Volume, series: CtSeries): void {
  const row = series.orientation.slice(0, 3) as unknown as Vector3;
  const column = series.orientation.slice(3) as unknown as Vector3;
  const truth = new Map<string, number>();
  series.positions.forEach((position, slice) => {
    for (let r = 0; r < series.rows; r++) {
      for (let c = 0; c < series.columns; c++) {
        const at = along(position, [
          [row, c * series.pixelSpacing[1]],
          [column, r * series.pixelSpacing[0]],
        ]);
        truth.set(place(at), series.word(slice, r, c));
      }
    }
  });
  const [nx, ny, nz] = volume.dims;
  expect(nx * ny * nz).toBe(truth.size);
  for (let i = 0; i < volume.hu.length; i++) {
    const steps = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / nx / ny)];
    const at = along(
      volume.origin,
      volume.direction.map((axis, k) => [axis, steps[k] * volume.spacing[k]] as const),
    );
    expect(volume.hu[i], `voxel ${steps}`).toBe(truth.get(place(at)));
  }
}

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

  it('writes a file into its plane before it loads the next', async () => {
    const steps: string[] = [];
    const files = ctFiles(PLAIN).map((file) => ({
      ...file,
      load: () => {
        steps.push('load');
        return file.load();
      },
    }));
    await buildVolume({ seriesInstanceUid: SERIES, files }, createFrameDecoder(), (step) => steps.push(step));
    expect(steps.join(' ')).toBe('load decode load decode load decode load decode load decode');
  });

  it('tells how many planes are done', async () => {
    const steps: unknown[] = [];
    await buildVolume({ seriesInstanceUid: SERIES, files: ctFiles(PLAIN) }, createFrameDecoder(), (...step) =>
      steps.push(step),
    );
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

  it('refuses a series that a damaged header makes larger than memory', async () => {
    const series = { ...PLAIN, attributes: () => ({ Rows: 65535, Columns: 65535 }) };
    await expect(build(ctFiles(series))).rejects.toMatchObject({ code: 'pixels.format-unsupported' });
  });
});

describe('what a series must have', () => {
  const cases: readonly (readonly [string, Record<string, undefined | string | number>, string])[] = [
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
    ['no lossy past', { LossyImageCompression: '01' }, 'series.lossy'],
  ];
  for (const [needed, attributes, code] of cases) {
    it(`is ${needed}, or it is refused with ${code}`, async () => {
      const files = ctFiles({ ...PLAIN, attributes: (slice) => (slice === 3 ? attributes : {}) });
      await expect(build(files)).rejects.toMatchObject({ code });
    });
  }

  it.each(['HU', 'US', ''])('is no more than Rescale Type "%s"', async (type) => {
    await expect(build(ctFiles({ ...PLAIN, attributes: () => ({ RescaleType: type }) }))).resolves.toBeDefined();
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
