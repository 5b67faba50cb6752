import { describe, expect, it } from 'vitest';
import { sourceLabels, sourcePixel, sourcePlane } from '../../../../service/analyze/volume/source-plane.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { build, expectSourcesInPlace, placeOf, placeOfPixel, voxelAt } from './built-volume.js';
import { type CtSeries, ctFiles, PLAIN } from './ct-series.js';

const AIR = -1024;

/** HU that rise evenly through the patient: linear interpolation gives them back exactly, at whatever place. */
const ramp = ([x, y, z]: Vector3) => 300 + 7 * x - 5 * y + 4 * z;

/** Slices tilted about the x axis, on a table that moves along `step`; every pixel has the ramp's HU at its place. */
function tilted(degrees: number, step: Vector3 = [0, 0, 2.5], change: Partial<CtSeries> = {}): CtSeries {
  const angle = (degrees * Math.PI) / 180;
  const series: CtSeries = {
    ...PLAIN,
    rows: 14,
    columns: 9,
    pixelSpacing: [1.1, 0.7],
    orientation: [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)],
    positions: Array.from({ length: 8 }, (_, i): Vector3 => [step[0] * i, step[1] * i - 5, step[2] * i]),
    ...change,
  };
  const word: CtSeries['word'] = (slice, row, column) => Math.round(ramp(placeOfPixel(series, slice, { column, row })));
  return { ...series, word };
}

function isInside({ layout }: Volume, { column, row }: { column: number; row: number }): boolean {
  return column >= 0 && row >= 0 && column <= layout.columns - 1 && row <= layout.rows - 1;
}

describe.each([-30, -15, -5, 5, 15, 30])('a stack tilted by %s°', (degrees) => {
  const series = tilted(degrees);

  it('becomes a rectangular volume with every HU at its place in the patient', async () => {
    const volume = await build(ctFiles(series));
    const [x, y, z] = volume.direction;
    const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    expect(Math.abs(dot(x, y)) + Math.abs(dot(y, z)) + Math.abs(dot(x, z))).toBeLessThan(1e-9);
    let inside = 0;
    volume.hu.forEach((hu, i) => {
      const voxel = voxelAt(volume, i);
      if (!isInside(volume, sourcePixel(volume, voxel))) return;
      inside++;
      expect(Math.abs(hu - ramp(placeOf(volume, voxel))), `voxel ${voxel}`).toBeLessThanOrEqual(1.01);
    });
    expect(inside).toBeGreaterThan(series.columns * (series.rows - 1) * series.positions.length - 1);
  });

  it('loses nothing: the volume is as much larger as the slices are shifted, with air around them', async () => {
    const volume = await build(ctFiles(series));
    const drift = 7 * 2.5 * Math.abs(Math.sin((degrees * Math.PI) / 180));
    expect(volume.dims).toEqual([9, 14 + Math.ceil(drift / 1.1), 8]);
    volume.hu.forEach((hu, i) => {
      const { row } = sourcePixel(volume, voxelAt(volume, i));
      if (row < -0.5 || row > 13.5) expect(hu).toBe(AIR);
    });
  });

  it('leads from every voxel to the place it came from', async () => {
    expectSourcesInPlace(await build(ctFiles(series)), series, [...series.positions.keys()]);
  });

  it('gives its source slices back but for what interpolation costs, and labels with them', async () => {
    const volume = await build(ctFiles(series));
    const labels = Uint8Array.from(volume.hu, (hu) => (hu > 300 ? 1 : 0));
    for (const slice of volume.slices.keys()) {
      const plane = sourcePlane(volume, slice);
      const ofLabels = sourceLabels(volume, labels, slice);
      expect(plane.length).toBe(14 * 9);
      for (let i = 9; i < plane.length - 9; i++) {
        const word = series.word(slice, Math.floor(i / 9), i % 9);
        expect(Math.abs(plane[i] - word)).toBeLessThanOrEqual(2);
        if (Math.abs(word - 300) > 12) expect(ofLabels[i]).toBe(word > 300 ? 1 : 0);
      }
    }
  });
});

describe('straightening', () => {
  it('corrects a table that moves askew in both directions of the plane', async () => {
    const series = tilted(12, [-0.55, 0.3, 2.5]);
    const volume = await build(ctFiles(series));
    expect(volume.dims[0]).toBe(9 + Math.ceil((7 * 0.55) / 0.7));
    expectSourcesInPlace(volume, series, [...series.positions.keys()]);
    volume.hu.forEach((hu, i) => {
      const voxel = voxelAt(volume, i);
      if (!isInside(volume, sourcePixel(volume, voxel))) return;
      expect(Math.abs(hu - ramp(placeOf(volume, voxel)))).toBeLessThanOrEqual(1.01);
    });
    for (const slice of volume.slices.keys()) {
      const plane = sourcePlane(volume, slice);
      for (let row = 1; row < 13; row++) {
        for (let column = 1; column < 8; column++) {
          expect(Math.abs(plane[row * 9 + column] - series.word(slice, row, column))).toBeLessThanOrEqual(2);
        }
      }
    }
  });

  it.each([
    ['prone', [-1, 0, 0, 0, -Math.cos(0.3), -Math.sin(0.3)]],
    ['coronal', [1, 0, 0, 0, Math.sin(0.3), -Math.cos(0.3)]],
    ['sagittal', [0, Math.cos(0.3), Math.sin(0.3), 0, Math.sin(0.3), -Math.cos(0.3)]],
  ] as const)('knows which way a %s stack leans', async (lie, orientation) => {
    const step: Vector3 = lie === 'prone' ? [0, 0, 2] : lie === 'coronal' ? [0, 2, 0] : [2, 0.6, 0];
    const series = tilted(0, step, { orientation });
    const volume = await build(ctFiles(series));
    expect(volume.layout.offsets).toHaveLength(8);
    expectSourcesInPlace(volume, series, [...series.positions.keys()]);
    volume.hu.forEach((hu, i) => {
      const voxel = voxelAt(volume, i);
      if (!isInside(volume, sourcePixel(volume, voxel))) return;
      expect(Math.abs(hu - ramp(placeOf(volume, voxel)))).toBeLessThanOrEqual(1.01);
    });
  });

  it('copies slices that are shifted by whole pixels', async () => {
    const series = { ...tilted(0, [0, 1.1, 2.5]), word: PLAIN.word };
    const volume = await build(ctFiles(series));
    expect(volume.layout.offsets?.map(([column, row]) => [column, row])).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((row) => [0, 0 - row]),
    );
    for (const slice of volume.slices.keys()) {
      const words = Array.from({ length: 14 * 9 }, (_, i) => PLAIN.word(slice, Math.floor(i / 9), i % 9));
      expect([...sourcePlane(volume, slice)]).toEqual(words);
    }
  });

  it('leaves a lean of less than half a degree to the direction of the volume', async () => {
    const series = tilted(0, [0, 0.02, 2.5], { rows: 4, columns: 6 });
    const volume = await build(ctFiles(series));
    expect(volume.layout.offsets).toBeUndefined();
    expect(volume.direction[2][1]).toBeCloseTo(0.008, 4);
    expectSourcesInPlace(volume, series, [...series.positions.keys()]);
  });

  it('keeps fractions of HU where the rescale gives them', async () => {
    const series = tilted(15, [0, 0, 2.5], { attributes: () => ({ RescaleSlope: 0.5, RescaleIntercept: 0.25 }) });
    const { hu, exactHu } = await build(ctFiles(series));
    expect([...hu]).toEqual(Array.from(exactHu ?? [], (exact) => Math.round(exact)));
    expect(exactHu?.some((exact) => exact !== Math.round(exact))).toBe(true);
  });
});
