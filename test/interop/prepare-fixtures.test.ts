import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { affineLps } from '../../service/analyze/prepare/plan.js';
import type { PreparationInput } from '../../service/analyze/prepare/steps.js';
import type { Volume } from '../../service/analyze/volume.js';
import { fixtures } from '../support/fixtures.js';
import { withPeer } from '../support/peers.js';
import { readSafetensors, type StoredTensor } from '../support/safetensors.js';
import { planFor, type Voxel, volumeOf, wholeOf } from '../unit/analyze/prepare/volumes.js';

type Vector = readonly [number, number, number];

function numbers(tensor: StoredTensor | undefined): Float32Array | Int16Array {
  if (tensor?.data instanceof Float32Array || tensor?.data instanceof Int16Array) return tensor.data;
  throw new Error('The fixture has no such numbers.');
}

function greatestDifference(a: Float32Array, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - b[i])), 0);
}

withPeer('fixtures', 'the preparation of BLAST-CT, made by blast_ct and SimpleITK', () => {
  interface Case {
    readonly native: { readonly size_xyz: Vector; readonly spacing: Vector };
    readonly resampled: { readonly size_xyz: Vector };
    readonly patch_centres_zyx: readonly Vector[];
  }

  const steps = (truncate: boolean): PreparationInput => ({
    orientation: 'LPS',
    axisOrder: ['z', 'y', 'x'],
    steps: [
      { op: 'rescale_hu' },
      { op: 'resample', spacing: [1, 1, 1], kernel: 'linear', pad: 'min', truncate },
      { op: 'clip_scale', in: [-15, 100], out: [-1, 1] },
      { op: 'tile', size: [110, 110, 110], overlap: [80, 80, 80], margin: [40, 40, 40], edge: 'replicate' },
    ],
  });

  function load(name: string) {
    const tensors = readSafetensors(fixtures('blast-ct/pipeline.safetensors'));
    const cases: Record<string, Case> = JSON.parse(readFileSync(fixtures('blast-ct/pipeline.json'), 'utf8'));
    const hu = numbers(tensors.get(`${name}.native`));
    const { native, resampled, patch_centres_zyx } = cases[name];
    const [nx, ny] = native.size_xyz;
    const stored: Voxel = (x, y, z) => hu[(z * ny + y) * nx + x];
    const centres = patch_centres_zyx;
    return { native, resampled, centres, stored, preprocessed: numbers(tensors.get(`${name}.preprocessed`)) };
  }

  it('is the same for a volume of fractions', () => {
    const { native, resampled, centres, stored, preprocessed } = load('axial_float');
    const volume = volumeOf({ dims: native.size_xyz, spacing: native.spacing, hu: stored, exact: true });
    const plan = planFor(volume, steps(false));
    expect([...plan.grid.dims].reverse()).toEqual(resampled.size_xyz);
    expect(greatestDifference(wholeOf(volume, plan), preprocessed)).toBeLessThanOrEqual(1e-5);
    expect(plan.tiles.starts.map((starts) => starts.map((start) => start + 55))).toEqual(
      [0, 1, 2].map((axis) => [...new Set(centres.map((centre) => centre[axis]))]),
    );
  });

  // ITK cuts what it interpolates to integers: a value that is an integer in theory may fall to either side.
  it('is within one HU in at most 1 % of the voxels for a volume of integers', () => {
    const { native, stored, preprocessed } = load('axial');
    const volume = volumeOf({ dims: native.size_xyz, spacing: native.spacing, hu: stored });
    const prepared = wholeOf(volume, planFor(volume, steps(true)));
    const different = prepared.filter((value, i) => Math.abs(value - preprocessed[i]) > 1e-5);
    expect(greatestDifference(prepared, preprocessed)).toBeLessThanOrEqual(2 / 115 + 1e-5);
    expect(different.length).toBeLessThanOrEqual(0.01 * preprocessed.length);
  });

  // Upstream shifts a reversed axis by one voxel and loses a plane. A volume in LPS never is reversed; shifted likewise, the
  // tilted case shows that obliquity changes nothing.
  it('is the same for a tilted volume, shifted as upstream shifts it', () => {
    const { native, resampled, stored, preprocessed } = load('flipped_oblique');
    const [nx, ny, nz] = native.size_xyz;
    const all = Array.from({ length: nx * ny * nz }, (_, i) =>
      stored(i % nx, Math.floor(i / nx) % ny, Math.floor(i / nx / ny)),
    );
    const least = all.reduce((least, value) => Math.min(least, value));
    const shifted: Voxel = (x, y, z) => (x === 0 || y === 0 ? least : stored(nx - x, ny - y, z));
    const volume = volumeOf({ dims: native.size_xyz, spacing: native.spacing, hu: shifted, exact: true });
    const plan = planFor(volume, steps(false));
    expect([...plan.grid.dims].reverse()).toEqual(resampled.size_xyz);
    expect(greatestDifference(wholeOf(volume, plan), preprocessed)).toBeLessThanOrEqual(1e-5);
  });
});

withPeer('fixtures', 'the preparation of lung nodule detection, made by MONAI', () => {
  type Matrix = readonly (readonly [number, number, number, number])[];
  interface Case {
    readonly native_affine_ras: Matrix;
    readonly prepared_affine_ras: Matrix;
    readonly shape: Vector;
  }

  const steps = (spacing: 'native' | [number, number, number]): PreparationInput => ({
    orientation: 'RAS',
    axisOrder: ['x', 'y', 'z'],
    steps: [
      { op: 'rescale_hu' },
      { op: 'resample', spacing, kernel: 'linear', align: 'monai' },
      { op: 'clip_scale', in: [-1024, 300], out: [0, 1] },
    ],
  });

  /** The stored array, [x, y, z], as a volume: axes that run to the right or to anterior are turned round. */
  function asVolume({ native_affine_ras: ras }: Case, { shape, data }: StoredTensor): Volume {
    const [nx, ny, nz] = shape;
    // NIfTI keeps the affine and the spacing as float32.
    const column = (k: number): Vector => [-Math.fround(ras[0][k]), -Math.fround(ras[1][k]), Math.fround(ras[2][k])];
    const flips = [0, 1, 2].map((k) => column(k)[k] < 0);
    const spacing = [0, 1, 2].map((k) => Math.fround(Math.hypot(...column(k))));
    const unit = (k: number): Vector => {
      const [x, y, z] = column(k);
      const length = Math.hypot(x, y, z) * (flips[k] ? -1 : 1);
      return [x / length, y / length, z / length];
    };
    const direction = [unit(0), unit(1), unit(2)] as const;
    const origin = column(3).map((start, axis) =>
      flips.reduce((at, flip, k) => (flip ? at - direction[k][axis] * spacing[k] * (shape[k] - 1) : at), start),
    );
    const from = (place: number, k: number) => (flips[k] ? shape[k] - 1 - place : place);
    const hu = numbers({ shape, data });
    return volumeOf({
      dims: [nx, ny, nz],
      spacing: [spacing[0], spacing[1], spacing[2]],
      origin: [origin[0], origin[1], origin[2]],
      direction,
      hu: (x, y, z) => hu[(from(x, 0) * ny + from(y, 1)) * nz + from(z, 2)],
      exact: true,
    });
  }

  it.each([
    ['lps_axial', 'resampled'],
    ['lps_axial', 'as_is'],
    ['ras_iso', 'resampled'],
    ['ras_iso', 'as_is'],
    ['oblique', 'resampled'],
    ['oblique', 'as_is'],
  ])('is the same: %s, %s', (name, kind) => {
    const tensors = readSafetensors(fixtures('lung-nodule/preprocess.safetensors'));
    const cases: Record<string, Case> = JSON.parse(readFileSync(fixtures('lung-nodule/preprocess.json'), 'utf8'));
    const expected = cases[`${name}.${kind}`];
    const native = tensors.get(`${name}.native`);
    if (!native) throw new Error('The fixture has no such case.');
    const volume = asVolume(expected, native);
    const plan = planFor(volume, steps(kind === 'resampled' ? [0.703125, 0.703125, 1.25] : 'native'));

    expect(plan.grid.dims).toEqual(expected.shape);
    const image = numbers(tensors.get(`${name}.${kind}.image`));
    expect(greatestDifference(wholeOf(volume, plan), image)).toBeLessThanOrEqual(1e-6);
    const affineRas = affineLps(plan.grid).map((row, axis) => row.map((value) => (axis < 2 ? -value : value)));
    const apart = expected.prepared_affine_ras.flatMap((row, i) =>
      row.map((value, j) => Math.abs(value - affineRas[i][j])),
    );
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-6);
  });
});
