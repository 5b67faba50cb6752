import { beforeAll, describe, expect, it } from 'vitest';
import { findRegions } from '../../../../service/analyze/regions/find-regions.js';
import { LABEL_SETS, REGION_LABELS, type Regions } from '../../../../service/analyze/regions/labels.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { measureTruths, type Phantom } from '../../../../service/operate/demo/phantom.js';
import { chestPhantom } from '../../../../service/operate/demo/phantom-chest.js';
import { changed, mlOf, slab, volumeOf } from './volumes.js';

const { lungs, nonAeratedLung } = LABEL_SETS;

function darkPercent({ hu }: Volume, { labels }: Regions, of: readonly number[]): number {
  const inLung = hu.filter((_, i) => of.includes(labels[i]));
  return (100 * inLung.filter((value) => value < -950).length) / inLung.length;
}

describe('the lungs of the chest phantom', () => {
  let phantom: Phantom;
  let volume: Volume;
  let regions: Regions;
  beforeAll(async () => {
    phantom = chestPhantom();
    volume = volumeOf(phantom);
    regions = await findRegions(volume);
  });

  it.each([
    ['laa950', () => darkPercent(volume, regions, lungs.all)],
    ['lung-volume', () => mlOf(volume, regions, lungs.all)],
    ['non-aerated-lung-volume', () => mlOf(volume, regions, nonAeratedLung.all)],
  ])('measure %s as it is', (measure, measured) => {
    const truth = measureTruths(phantom).find((expected) => expected.measure === measure);
    expect(Math.abs(measured() - (truth?.value ?? Number.NaN))).toBeLessThanOrEqual(truth?.tolerance ?? 0);
  });

  it('lie on their own sides, with the emphysema on the right and the consolidation on the left', () => {
    expect(darkPercent(volume, regions, lungs.right)).toBeGreaterThan(8);
    expect(mlOf(volume, regions, nonAeratedLung.right)).toBe(0);
    expect(mlOf(volume, regions, lungs.left)).toBeGreaterThan(1500);
  });

  it('leave out the trachea', () => {
    // A cylinder of 8.5 mm radius from 30 mm above the middle to the upper end.
    expect(mlOf(volume, regions, [REGION_LABELS.airway])).toBeCloseTo((Math.PI * 8.5 ** 2 * 120) / 1000, -0.5);
  });

  it('leave out the wall of the airway, where its partial volume is as dense as lung', async () => {
    const AXIS_Y = 8;
    const walled = changed(phantom, (x, y, z) => {
      const off = Math.hypot(x, y - AXIS_Y);
      if (z > 30 && off > 7 && off < 8.5) return -600;
      // A main bronchus to either side, so that the lumen is one piece with the lungs.
      return Math.hypot(y - AXIS_Y, z - 26) < 6 && Math.abs(x) < 24 ? -995 : undefined;
    });
    const { labels } = await findRegions(walled);
    const labelAt = ([x, y, z]: Vector3) => {
      const [i, j, k] = [x, y, z].map((mm, axis) => Math.round((mm - walled.origin[axis]) / walled.spacing[axis]));
      return labels[(k * walled.dims[1] + j) * walled.dims[0] + i];
    };
    const disk = Array.from({ length: 27 * 27 }, (_, i): readonly [number, number] => [
      (i % 27) - 13,
      Math.floor(i / 27) - 13,
    ]);
    const aroundTrachea = [50, 80, 110].flatMap((z) => disk.map(([x, y]) => labelAt([x, y + AXIS_Y, z])));
    const count = (of: readonly number[]) => aroundTrachea.filter((label) => of.includes(label)).length;
    expect(count(lungs.all)).toBe(0);
    expect(count([REGION_LABELS.airway])).toBeGreaterThan(300);
  });

  it('are whole, and nothing else is found', () => {
    expect(regions.contents.lungs).toMatchObject({
      present: true,
      coverage: 1,
      complete: { inferior: true, superior: true },
    });
    expect(regions.contents.intracranial.present).toBe(false);
    expect(mlOf(volume, regions, LABEL_SETS.intracranial.all)).toBe(0);
  });
});

describe('lungs', () => {
  let phantom: Phantom;
  beforeAll(() => {
    phantom = chestPhantom({ matrix: 128, slices: 75 });
  });

  it('are incomplete where the volume cuts them, by about what is missing', async () => {
    const upper = slab(phantom, 36, 75);
    const { coverage, complete } = (await findRegions(upper)).contents.lungs;
    expect(complete).toEqual({ inferior: false, superior: true });
    expect(coverage).toBeGreaterThan(0.4);
    expect(coverage).toBeLessThan(0.6);
  });

  it('are told apart where they touch behind a thin septum', async () => {
    const touching = changed(phantom, (x, y, z) => {
      if (Math.abs(x) > 24 || Math.abs(y + 30) > 12 || Math.abs(z) > 40) return undefined;
      return Math.abs(x) < 2 ? -550 : -860;
    });
    const regions = await findRegions(touching);
    const bridgeMl = (48 * 24 * 80) / 1000;
    const [left, right] = [lungs.left, lungs.right].map((side) => mlOf(touching, regions, side));
    const alone = await findRegions(volumeOf(phantom));
    expect(Math.abs(left - mlOf(touching, alone, lungs.left))).toBeLessThan(bridgeMl);
    expect(Math.abs(right - mlOf(touching, alone, lungs.right))).toBeLessThan(bridgeMl);
  });

  it('are not made of bowel gas, however much there is', async () => {
    const abdomen = changed(phantom, (x, y, z, hu) => {
      const gas = Math.hypot(Math.abs(x) - 60, y + 20) < 40 && Math.abs(z) < 100;
      if (gas) return -990;
      return hu < -300 && Math.hypot(x / 150, y / 108) < 1 ? 50 : undefined;
    });
    const regions = await findRegions(abdomen);
    expect(regions.contents.lungs.present).toBe(false);
    expect(mlOf(abdomen, regions, lungs.all)).toBe(0);
  });

  it('do not reach into the air around the table, nor does the body into the table', async () => {
    const onTable = changed(phantom, (x, y) => {
      const isPlate = Math.abs(x) < 150 && Math.abs(y - 125) < 2.5;
      return isPlate ? 100 : undefined;
    });
    const bare = await findRegions(volumeOf(phantom));
    const regions = await findRegions(onTable);
    expect(mlOf(onTable, regions, lungs.all)).toBeCloseTo(mlOf(onTable, bare, lungs.all), 0);
    const table = (300 * 5 * 300) / 1000;
    const more = mlOf(onTable, regions, [REGION_LABELS.body]) - mlOf(onTable, bare, [REGION_LABELS.body]);
    expect(more).toBeLessThan(table / 2);
  });

  it('do not count an enhanced vessel as non-aerated', async () => {
    const artery = changed(phantom, (x, y, z) =>
      Math.hypot(x + 70, y - 40) < 7 && Math.abs(z) < 30 ? 250 : undefined,
    );
    expect(mlOf(artery, await findRegions(artery), nonAeratedLung.right)).toBe(0);
  });
});

describe('a volume without a body', () => {
  it.each([
    ['one voxel', [1, 1, 1]],
    ['one slice', [40, 30, 1]],
    ['a few slices', [33, 17, 5]],
  ] as const)('of %s has no region', async (_, dims) => {
    const hu = new Int16Array(dims[0] * dims[1] * dims[2]).fill(-1000);
    const { labels, contents } = await findRegions(volumeOf({ dims, spacing: [0.7, 0.7, 1], origin: [0, 0, 0], hu }));
    expect(labels.every((label) => label === REGION_LABELS.background)).toBe(true);
    expect([contents.lungs.present, contents.intracranial.present]).toEqual([false, false]);
  });
});
