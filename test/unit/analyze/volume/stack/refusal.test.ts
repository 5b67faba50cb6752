import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../../../service/analyze/volume/slice.js';
import { groupSlices } from '../../../../../service/analyze/volume/stack/group-slices.js';
import { stackRefusal } from '../../../../../service/analyze/volume/stack/refusal.js';
import { decoder } from '../built-volume.js';
import { at, evenly, slices, tiltedBy } from './slices.js';

/** `code: details` of the refusal of the one stack that the slices are. */
function refusal(stack: readonly Slice[]): string {
  const [group, ...others] = groupSlices(stack);
  expect(others).toEqual([]);
  const refused = stackRefusal(group, decoder);
  return refused ? `${refused.reason}: ${refused.details}` : 'none';
}

describe('a stack is not refused for', () => {
  it('positions rounded to a tenth of a millimetre', () => {
    expect(refusal(slices(at(0, 0.6, 1.3, 1.9, 2.5, 3.1, 3.8, 4.4, 5)))).toBe('none');
  });

  it.each([-30, -18.5, 0.6, 15, 30, 44])('a gantry tilt of %s°', (degrees) => {
    expect(refusal(slices(evenly(30, [0, 0, 2.5]), () => tiltedBy(degrees)))).toBe('none');
  });

  it('lying oblique, coronal or sagittal', () => {
    const step = [0, 2 * Math.sin(0.35), 2 * Math.cos(0.35)] as const;
    expect(refusal(slices(evenly(20, step), () => tiltedBy((0.35 * 180) / Math.PI)))).toBe('none');
    const coronal = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] } as const;
    expect(refusal(slices(evenly(5, [0, 2, 0]), () => coronal))).toBe('none');
    const sagittal = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] } as const;
    expect(refusal(slices(evenly(5, [2, 0, 0]), () => sagittal))).toBe('none');
  });
});

describe('a stack is refused for', () => {
  it('being a single slice', () => {
    expect(refusal(slices(at(0)))).toBe('series.too-few-slices: One slice is no volume.');
  });

  it('being a localizer', () => {
    const stack = slices(at(0, 1), () => ({ imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }));
    expect(refusal(stack)).toMatch(/^series.localizer/);
  });

  it('two slices at one position', () => {
    expect(refusal(slices(at(0, 2, 4, 4.001, 6)))).toBe(
      'geometry.duplicate-position: 1 slice too many, at z = 4.00 mm.',
    );
  });

  it('lying wholly at one position', () => {
    expect(refusal(slices(at(4, 4, 4)))).toBe('geometry.duplicate-position: 2 slices too many, at z = 4.00, 4.00 mm.');
  });

  it('a missing slice, with its place', () => {
    expect(refusal(slices(at(0, 2, 4, 8, 10)))).toBe('geometry.missing-slice: 1 slice missing, at z = 6.00 mm.');
  });

  it('a missing slice of a coronal stack, with its place along y', () => {
    const coronal = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] } as const;
    const stack = slices(
      [0, 2, 6, 8].map((y) => [0, y, 7] as const),
      () => coronal,
    );
    expect(refusal(stack)).toBe('geometry.missing-slice: 1 slice missing, at y = 4.00 mm.');
  });

  it('a missing slice among rounded positions', () => {
    const stack = slices(at(0, 0.6, 1.3, 1.9, 2.5, 3.8, 4.4, 5));
    expect(refusal(stack)).toBe('geometry.missing-slice: 1 slice missing, at z = 3.15 mm.');
  });

  it('several missing slices, with the first five places', () => {
    const kept = Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 10 !== 5 && i !== 6);
    expect(refusal(slices(at(...kept)))).toBe(
      'geometry.missing-slice: 7 slices missing, at z = 5.00, 6.00, 15.00, 25.00, 35.00 mm and on.',
    );
  });

  it('two spacings: uneven, not missing', () => {
    expect(refusal(slices(at(0, 2.5, 5, 7.5, 10, 15, 20, 25)))).toBe(
      'geometry.uneven-spacing: Gaps of 2.50 to 5.00 mm.',
    );
  });

  it('a position so far away that it must be wrong, as uneven', () => {
    expect(refusal(slices(at(0, 1, 2, 3, 1e12)))).toMatch(/^geometry.uneven-spacing/);
  });

  it('a gap that is no multiple of the spacing', () => {
    expect(refusal(slices(at(0, 2, 4, 7, 9, 11)))).toBe('geometry.uneven-spacing: Gaps of 2.00 to 3.00 mm.');
  });

  it('spacings so nearly equal that only their sum shows', () => {
    const zs = Array.from({ length: 200 }, (_, i) => (i < 100 ? i : 99 + (i - 99) * 1.02));
    expect(refusal(slices(at(...zs)))).toMatch(/^geometry.uneven-spacing/);
  });

  it('a missing slice, tilted or not', () => {
    const stack = slices(at(0, 2, 4, 8, 10), () => tiltedBy(15));
    expect(refusal(stack)).toMatch(/^geometry.missing-slice/);
  });

  it('a lean that is no tilt of a gantry', () => {
    const stack = slices(evenly(10, [0, 0, 2.5]), () => tiltedBy(44)).map((slice, i) => ({
      ...slice,
      position: [0, -0.2 * i, 2.5 * i] as const,
    }));
    expect(refusal(stack)).toBe('geometry.tilted: By 48.6°.');
  });

  it('a slice that is shifted against the others', () => {
    const positions = evenly(10, [0, 0, 2]).map((position, i) => (i === 4 ? ([3, 0, 8] as const) : position));
    expect(refusal(slices(positions))).toBe('geometry.shifted: 1 of 10 slices lie off the line.');
  });

  it('more voxels than a damaged header may ask memory for', () => {
    expect(refusal(slices(at(0, 1), () => ({ rows: 65535, columns: 65535 })))).toBe(
      'pixels.format-unsupported: 65535 × 65535 × 2 voxels are too many.',
    );
  });

  it('a syntax that is not decoded, for its loss if there was one', () => {
    const transferSyntaxUid = '1.2.840.10008.1.2.4.102';
    expect(refusal(slices(at(0, 1), () => ({ transferSyntaxUid })))).toMatch(/^pixels.syntax-unsupported: MPEG-4/);
    expect(refusal(slices(at(0, 1), () => ({ transferSyntaxUid, lossy: true })))).toMatch(/^series.lossy: MPEG-4/);
  });
});
