import { describe, expect, it } from 'vitest';
import { encodeNifti } from '../../../service/operate/nifti.js';

const IMAGE = {
  dims: [2, 3, 1],
  spacing: [0.5, 0.75, 2],
  origin: [-10, 20, -30],
  direction: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  voxels: Int16Array.of(-1024, 0, 40, 3071, -1, 1),
  description: 'HU',
} as const;

describe('a NIfTI file', () => {
  it('says its axes, spacing and datatype where nifti1.h has them', () => {
    const file = encodeNifti(IMAGE);
    expect(file.readInt32LE(0)).toBe(348);
    expect([0, 1, 2, 3].map((i) => file.readInt16LE(40 + 2 * i))).toEqual([3, 2, 3, 1]);
    expect([file.readInt16LE(70), file.readInt16LE(72)]).toEqual([4, 16]);
    expect([1, 2, 3].map((i) => file.readFloatLE(76 + 4 * i))).toEqual([0.5, 0.75, 2]);
    expect(file.toString('latin1', 344, 347)).toBe('n+1');
  });

  it('turns LPS into RAS', () => {
    const file = encodeNifti(IMAGE);
    const rows = [280, 296, 312].map((at) => [0, 1, 2, 3].map((i) => file.readFloatLE(at + 4 * i)));
    expect(rows).toEqual([
      [-0.5, -0, -0, 10],
      [-0, -0.75, -0, -20],
      [0, 0, 2, -30],
    ]);
  });

  it('holds the voxels as they lie in memory', () => {
    const file = encodeNifti(IMAGE);
    expect(IMAGE.voxels.map((_, i) => file.readInt16LE(352 + 2 * i))).toEqual(IMAGE.voxels);
    const exact = encodeNifti({ ...IMAGE, voxels: Float32Array.from(IMAGE.voxels, (hu) => hu + 0.5) });
    expect([exact.readInt16LE(70), exact.readFloatLE(352)]).toEqual([16, -1023.5]);
  });

  it('is not made of voxels that do not fill its axes', () => {
    expect(() => encodeNifti({ ...IMAGE, dims: [2, 3, 2] })).toThrow(RangeError);
  });
});
