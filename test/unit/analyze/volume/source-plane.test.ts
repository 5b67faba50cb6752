import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../../../service/analyze/volume/build-volume.js';
import { planeEdges, sourcePixel, sourcePlane } from '../../../../service/analyze/volume/source-plane.js';
import { type CtSeries, ctFiles, PLAIN, SERIES } from './ct-series.js';

const FLIPS: readonly (readonly [CtSeries['orientation'], readonly [string, string]])[] = [
  [
    [1, 0, 0, 0, 1, 0],
    ['L', 'P'],
  ],
  [
    [-1, 0, 0, 0, 1, 0],
    ['R', 'P'],
  ],
  [
    [1, 0, 0, 0, -1, 0],
    ['L', 'A'],
  ],
  [
    [-1, 0, 0, 0, -1, 0],
    ['R', 'A'],
  ],
];

describe.each(FLIPS)('a volume of slices with orientation %s', (orientation, edges) => {
  const volume = () =>
    buildVolume({ seriesInstanceUid: SERIES, files: ctFiles({ ...PLAIN, orientation }) }, createFrameDecoder());

  it('gives its source slices back, pixel by pixel', async () => {
    const built = await volume();
    for (let z = 0; z < 5; z++) {
      const plane = sourcePlane(built, z);
      const expected = Array.from({ length: 24 }, (_, i) => PLAIN.word(z, Math.floor(i / 6), i % 6));
      expect([...plane]).toEqual(expected);
    }
  });

  it('leads from a voxel to the pixel it came from', async () => {
    const built = await volume();
    const plane = sourcePlane(built, 2);
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 6; x++) {
        const { column, row } = sourcePixel(built, x, y);
        expect(plane[row * 6 + column]).toBe(built.hu[(2 * 4 + y) * 6 + x]);
      }
    }
  });

  it(`says that the slices end in ${edges.join(' and ')}`, async () => {
    expect(planeEdges(await volume())).toEqual(edges);
  });

  it('leaves the volume as it is', async () => {
    const built = await volume();
    const before = built.hu.slice();
    sourcePlane(built, 1).fill(0);
    expect(built.hu).toEqual(before);
  });
});
