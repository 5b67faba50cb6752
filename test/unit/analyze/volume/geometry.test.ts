import { describe, expect, it } from 'vitest';
import { arrangeSlices } from '../../../../service/analyze/volume/geometry.js';
import type { SliceGeometry } from '../../../../service/analyze/volume/slice.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import { sopUid } from './ct-series.js';

const AXIAL = {
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [0.5, 0.5],
  rows: 512,
  columns: 512,
} as const satisfies Partial<SliceGeometry>;

function slices(
  positions: readonly Vector3[],
  change: (i: number) => Partial<SliceGeometry> = () => ({}),
): SliceGeometry[] {
  return positions.map((position, i) => ({
    ...AXIAL,
    position,
    source: { sopInstanceUid: sopUid(i), sopClassUid: '' },
    ...change(i),
  }));
}

const at = (...zs: number[]) => zs.map((z): Vector3 => [-100, -100, z]);
const evenly = (count: number, step: Vector3) =>
  Array.from({ length: count }, (_, i): Vector3 => [i * step[0], i * step[1], i * step[2]]);

/** `code: details` of the refusal. */
function refusal(stack: readonly SliceGeometry[]): string {
  try {
    arrangeSlices(stack);
  } catch (error) {
    if (error instanceof CambiumError) return `${error.code}: ${error.details}`;
    throw error;
  }
  return 'none';
}

/** Row and column directions of slices tilted about the x axis. */
function tiltedBy(degrees: number): Pick<SliceGeometry, 'rowDirection' | 'columnDirection'> {
  const angle = (degrees * Math.PI) / 180;
  return { rowDirection: [1, 0, 0], columnDirection: [0, Math.cos(angle), -Math.sin(angle)] };
}

describe('arrangeSlices', () => {
  it('sorts from inferior to superior', () => {
    const { slices: sorted, spacing, direction } = arrangeSlices(slices(at(5, -5, 0, 10)));
    expect(sorted.map(({ position }) => position[2])).toEqual([-5, 0, 5, 10]);
    expect(spacing).toBe(5);
    expect(direction).toEqual([0, 0, 1]);
  });

  it('sorts upwards when the normal of the slices points down', () => {
    const { slices: sorted } = arrangeSlices(slices(at(5, -5, 0), () => ({ rowDirection: [-1, 0, 0] })));
    expect(sorted.map(({ position }) => position[2])).toEqual([-5, 0, 5]);
  });

  it('takes positions rounded to a tenth of a millimetre for evenly spaced', () => {
    const { spacing } = arrangeSlices(slices(at(0, 0.6, 1.3, 1.9, 2.5, 3.1, 3.8, 4.4, 5)));
    expect(spacing).toBeCloseTo(0.625, 6);
  });

  it('takes an oblique stack whose positions follow its normal', () => {
    const angle = (20 * Math.PI) / 180;
    const step: Vector3 = [0, 2 * Math.sin(angle), 2 * Math.cos(angle)];
    const { spacing, direction } = arrangeSlices(slices(evenly(20, step), () => tiltedBy(20)));
    expect(spacing).toBeCloseTo(2, 6);
    expect(direction[1]).toBeCloseTo(Math.sin(angle), 6);
  });

  it('keeps a drift of less than half a degree in its direction', () => {
    const { direction } = arrangeSlices(slices(evenly(100, [0, 0.005, 1])));
    expect(direction[1]).toBeCloseTo(0.005, 5);
  });
});

describe('arrangeSlices refuses', () => {
  it('a single slice', () => {
    expect(refusal(slices(at(0)))).toMatch(/^series.too-few-slices/);
    expect(refusal([])).toMatch(/^series.too-few-slices/);
  });

  it('slices of two orientations', () => {
    const stack = slices(at(0, 1, 2, 3), (i) => (i === 2 ? tiltedBy(1) : {}));
    expect(refusal(stack)).toBe('geometry.mixed-orientation: 1 of 4 slices lie otherwise than the first.');
  });

  it('slices of two frames of reference', () => {
    expect(refusal(slices(at(0, 1, 2), (i) => ({ frameOfReferenceUid: `1.${i}` })))).toMatch(
      /^geometry.mixed-orientation: .*frames/,
    );
  });

  it('sagittal, coronal and slices on their side', () => {
    const sagittal = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] } as const;
    const coronal = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] } as const;
    const onSide = { rowDirection: [0, 1, 0], columnDirection: [-1, 0, 0] } as const;
    for (const lie of [sagittal, coronal, onSide])
      expect(refusal(slices(at(0, 1), () => lie))).toMatch(/^geometry.rotated/);
  });

  it('slices of two matrices or pixel spacings', () => {
    expect(refusal(slices(at(0, 1, 2), (i) => (i === 1 ? { rows: 256 } : {})))).toBe(
      'geometry.mixed-matrix: 512 × 512 pixels of 0.5 × 0.5 mm and 512 × 256 pixels of 0.5 × 0.5 mm.',
    );
    expect(refusal(slices(at(0, 1, 2), (i) => (i === 1 ? { pixelSpacing: [0.5, 0.51] } : {})))).toMatch(
      /^geometry.mixed-matrix/,
    );
  });

  it('two slices at one position', () => {
    expect(refusal(slices(at(0, 2, 4, 4.001, 6)))).toBe(
      'geometry.duplicate-position: 1 slice too many, at z = 4.00 mm.',
    );
  });

  it('a stack with a slice missing, and names its place', () => {
    expect(refusal(slices(at(0, 2, 4, 8, 10)))).toBe('geometry.missing-slice: 1 slice missing, at z = 6.00 mm.');
  });

  it('a missing slice among rounded positions', () => {
    const stack = slices(at(0, 0.6, 1.3, 1.9, 2.5, 3.8, 4.4, 5));
    expect(refusal(stack)).toBe('geometry.missing-slice: 1 slice missing, at z = 3.15 mm.');
  });

  it('a stack with several slices missing, and names the first five places', () => {
    const kept = Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 10 !== 5 && i !== 6);
    expect(refusal(slices(at(...kept)))).toBe(
      'geometry.missing-slice: 7 slices missing, at z = 5.00, 6.00, 15.00, 25.00, 35.00 mm and on.',
    );
  });

  it('a stack planned with two spacings as uneven, not as one with slices missing', () => {
    expect(refusal(slices(at(0, 2.5, 5, 7.5, 10, 15, 20, 25)))).toBe(
      'geometry.uneven-spacing: Gaps of 2.50 to 5.00 mm.',
    );
  });

  it('a gap that is no multiple of the spacing', () => {
    expect(refusal(slices(at(0, 2, 4, 7, 9, 11)))).toBe('geometry.uneven-spacing: Gaps of 2.00 to 3.00 mm.');
  });

  it('spacings so nearly equal that only their sum shows', () => {
    const zs = Array.from({ length: 200 }, (_, i) => (i < 100 ? i : 99 + (i - 99) * 1.02));
    expect(refusal(slices(at(...zs)))).toMatch(/^geometry.uneven-spacing/);
  });

  it.each([-18.5, -0.6, 0.6, 15, 30])('a gantry tilt of %s°, whether or not it is stated', (degrees) => {
    const stack = slices(evenly(30, [0, 0, 2.5]), () => tiltedBy(degrees));
    expect(refusal(stack)).toBe(`geometry.tilted: By ${Math.abs(degrees).toFixed(1)}°.`);
  });

  it('a tilted stack with a slice missing for what is missing', () => {
    const stack = slices(at(0, 2, 4, 8, 10), () => tiltedBy(15));
    expect(refusal(stack)).toMatch(/^geometry.missing-slice/);
  });

  it('a slice that is shifted against the others', () => {
    const positions = evenly(10, [0, 0, 2]).map((position, i): Vector3 => (i === 4 ? [3, 0, position[2]] : position));
    expect(refusal(slices(positions))).toBe('geometry.shifted: 1 of 10 slices lie off the line.');
  });
});
