import { describe, expect, it } from 'vitest';
import type { Outline } from '../../../../service/analyze/findings.js';
import { type KeySlice, keyImage } from '../../../../service/analyze/key-image/key-image.js';
import { countLabels, type LabelledVolume } from '../../../../service/analyze/key-image/label-counts.js';
import { simplify } from '../../../../service/analyze/key-image/simplify.js';
import { traceOutlines } from '../../../../service/analyze/key-image/trace-outlines.js';
import type { SourceLayout } from '../../../../service/analyze/volume.js';
import { volumeOf } from '../regions/volumes.js';

const [NX, NY, NZ] = [40, 30, 9];

interface Box {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly z: number;
  readonly label: number;
  readonly hu?: number;
}

/** Boxes of labelled voxels in an empty volume of axial slices; ranges include their ends. */
function labelled(...boxes: readonly Box[]): LabelledVolume {
  const hu = new Int16Array(NX * NY * NZ);
  const labels = new Uint8Array(hu.length);
  for (const { x, y, z, label, hu: value = 0 } of boxes) {
    for (let row = y[0]; row <= y[1]; row++) {
      labels.fill(label, (z * NY + row) * NX + x[0], (z * NY + row) * NX + x[1] + 1);
      hu.fill(value, (z * NY + row) * NX + x[0], (z * NY + row) * NX + x[1] + 1);
    }
  }
  return countLabels(volumeOf({ dims: [NX, NY, NZ], spacing: [1, 1, 1], origin: [0, 0, 0], hu }), labels);
}

/** The same voxels, of a source that is laid out otherwise. */
function laidOut({ volume, labels }: LabelledVolume, layout: Partial<SourceLayout>): LabelledVolume {
  return countLabels({ ...volume, layout: { ...volume.layout, ...layout } }, labels);
}

const small: Box = { x: [3, 8], y: [4, 9], z: 1, label: 5 };
const large: Box = { x: [20, 29], y: [10, 21], z: 3, label: 5 };

function boundsOf(outline: Outline): number[] {
  const [columns, rows] = [outline.map(([column]) => column), outline.map(([, row]) => row)];
  return [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
}

/** One outline, as near to these bounds as simplifying leaves it. */
function expectOutlineWithin(shown: KeySlice | undefined, bounds: readonly number[]): void {
  const found = shown?.outlines.map(boundsOf) ?? [];
  expect(found).toHaveLength(1);
  for (const [i, bound] of bounds.entries()) expect(Math.abs(found[0][i] - bound)).toBeLessThanOrEqual(0.5);
}

describe('a key image', () => {
  it('shows the slice with the largest piece, outlined half a pixel off the centres of its border', () => {
    const shown = keyImage(labelled(small, large), { outline: [5] });
    expect(shown).toMatchObject({ slice: 3, isFallback: false });
    // The centres of its first and last pixels are 20.5 and 29.5, 10.5 and 21.5.
    expect(shown?.outlines.map(boundsOf)).toEqual([[20, 30, 10, 22]]);
  });

  it.each([
    ['columns', { columns: true, rows: false }, [10, 20, 10, 22]],
    ['rows', { columns: false, rows: true }, [20, 30, 8, 20]],
  ])('is outlined in the source image when its %s run the other way', (_, reversed, bounds) => {
    const shown = keyImage(laidOut(labelled(large), { reversed }), { outline: [5] });
    expect(shown?.outlines.map(boundsOf)).toEqual([bounds]);
  });

  it('is a coronal slice of a coronal stack, its rows from superior', () => {
    const lesion = [1, 2, 3, 4, 5, 6].map((z): Box => ({ x: [20, 29], y: [10, z === 2 ? 14 : 12], z, label: 5 }));
    const coronal = laidOut(labelled(...lesion), {
      axes: { columns: 0, rows: 2, slices: 1 },
      reversed: { columns: false, rows: true },
      rows: NZ,
    });
    const shown = keyImage(coronal, { outline: [5] });
    expect(shown?.slice).toBe(10);
    expectOutlineWithin(shown, [20, 30, 2, 8]);
  });

  it('is a sagittal slice of a sagittal stack', () => {
    const lesion = [1, 2, 3, 4, 5, 6].map((z): Box => ({ x: [20, z === 2 ? 24 : 21], y: [10, 21], z, label: 5 }));
    const sagittal = laidOut(labelled(...lesion), {
      axes: { columns: 1, rows: 2, slices: 0 },
      reversed: { columns: false, rows: true },
      columns: NY,
      rows: NZ,
    });
    const shown = keyImage(sagittal, { outline: [5] });
    expect(shown?.slice).toBe(20);
    expectOutlineWithin(shown, [10, 22, 2, 8]);
    const below = keyImage(sagittal, { outline: [5], belowHu: 1 });
    expect(below).toMatchObject({ slice: 20, isFallback: false });
  });

  it('is outlined where the source slice has it if the stack was straightened', () => {
    const offsets = Array.from({ length: NZ }, (_, z) => [0, 2.4 * z - 6] as const);
    const straightened = laidOut(labelled(large), { rows: NY - 8, offsets });
    // Slice 3 was shifted by 1.2 rows.
    const shown = keyImage(straightened, { outline: [5] });
    expect(shown?.outlines.map(boundsOf)).toEqual([[20, 30, 11, 22]]);
  });

  it('prefers a compact lesion to streaks of a larger area', () => {
    const streaks = [2, 8, 14, 20].map((y): Box => ({ x: [1, 38], y: [y, y + 2], z: 1, label: 5 }));
    const lesion: Box = { x: [10, 20], y: [10, 20], z: 4, label: 5 };
    expect(keyImage(labelled(...streaks, lesion), { outline: [5] })?.slice).toBe(4);
  });

  it('shows the slice with most voxels below a threshold, the whole region outlined', () => {
    const both = labelled({ ...large, hu: -860 }, { ...small, hu: -980 });
    const shown = keyImage(both, { outline: [5], belowHu: -950 });
    expect(shown).toMatchObject({ slice: 1, isFallback: false });
    expect(shown?.outlines).toHaveLength(1);
  });

  it('shows the region if nothing of it lies below the threshold', () => {
    const shown = keyImage(labelled(small, large), { outline: [5], belowHu: -950 });
    expect(shown).toMatchObject({ slice: 3, isFallback: true });
  });

  it('shows where it was sought if there is nothing', () => {
    expect(keyImage(labelled(large), { outline: [9], fallback: [5] })).toMatchObject({ slice: 3, isFallback: true });
    expect(keyImage(labelled(large), { outline: [9] })).toBeUndefined();
  });

  it('outlines the eight largest pieces, largest first', () => {
    const sizes = [3, 9, 4, 5, 6, 7, 8, 3, 3, 4];
    const pieces = sizes.map((size, i): Box => {
      const [x, y] = [(i % 4) * 10, Math.floor(i / 4) * 10];
      return { x: [x, x + size - 1], y: [y, y + size - 1], z: 2, label: 5 };
    });
    const widths = keyImage(labelled(...pieces), { outline: [5] })?.outlines.map((outline) => {
      const [left, right] = boundsOf(outline);
      return right - left;
    });
    expect(widths).toEqual([9, 8, 7, 6, 5, 4, 4, 3]);
  });

  it('leaves out crumbs beside a large piece', () => {
    const crumb: Box = { x: [3, 4], y: [4, 4], z: 3, label: 5 };
    expect(keyImage(labelled(large, crumb), { outline: [5] })?.outlines).toHaveLength(1);
  });
});

describe('an outline', () => {
  it('keeps apart what touches at a corner, and leaves out holes', () => {
    const rows = ['11100', '10100', '11100', '00011', '00011'];
    const mask = Uint8Array.from(rows.join(''), Number);
    const traced = traceOutlines(mask, { width: 5, height: 5 });
    expect(traced.map(({ area }) => area)).toEqual([8.5, 3.5]);
  });

  it('goes clockwise around a pixel through the middles of its sides', () => {
    const [{ outline }] = traceOutlines(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), { width: 3, height: 3 });
    expect(outline).toEqual([
      [1.5, 1],
      [2, 1.5],
      [1.5, 2],
      [1, 1.5],
    ]);
  });

  it('is simplified by half a pixel at most', () => {
    const circle: Outline = Array.from({ length: 720 }, (_, i) => {
      const angle = (i * Math.PI) / 360;
      return [100 + 80 * Math.cos(angle), 100 + 80 * Math.sin(angle)];
    });
    const simple = simplify(circle);
    expect(simple.length).toBeLessThan(60);
    const middles = simple.map(([x, y], i) => {
      const [nextX, nextY] = simple[(i + 1) % simple.length];
      return Math.hypot((x + nextX) / 2 - 100, (y + nextY) / 2 - 100);
    });
    expect(Math.min(...middles)).toBeGreaterThan(79.4);
  });

  it('has at most 400 points however ragged it is', () => {
    const ragged: Outline = Array.from({ length: 4000 }, (_, i) => {
      const [angle, radius] = [(i * Math.PI) / 2000, i % 2 === 0 ? 200 : 203];
      return [250 + radius * Math.cos(angle), 250 + radius * Math.sin(angle)];
    });
    expect(simplify(ragged).length).toBeLessThanOrEqual(400);
  });
});
