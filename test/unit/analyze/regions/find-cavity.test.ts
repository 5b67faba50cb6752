import { beforeAll, describe, expect, it } from 'vitest';
import { findRegions } from '../../../../service/analyze/regions/find-regions.js';
import { LABEL_SETS, type Regions } from '../../../../service/analyze/regions/labels.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import { measureTruths, type Phantom } from '../../../../service/operate/demo/phantom.js';
import { headPhantom } from '../../../../service/operate/demo/phantom-head.js';
import { changed, mlOf, slab, volumeOf } from './volumes.js';

const { hyperdense, intracranial } = LABEL_SETS;
const LESION_HU = 55;

describe('the cranial cavity', () => {
  let phantom: Phantom;
  let volume: Volume;
  let regions: Regions;
  beforeAll(async () => {
    phantom = headPhantom();
    volume = volumeOf(phantom);
    regions = await findRegions(volume);
  });

  const hyperdenseMl = async (of: Volume, side: readonly number[] = hyperdense.all) =>
    mlOf(of, await findRegions(of), side);

  it('holds the hyperdense volume of the phantom, on its left', () => {
    const [volumeTruth, asymmetry] = measureTruths(phantom);
    const [left, right] = [hyperdense.left, hyperdense.right].map((side) => mlOf(volume, regions, side));
    expect(Math.abs(left + right - volumeTruth.value)).toBeLessThanOrEqual(volumeTruth.tolerance);
    expect(Math.abs(left - right - asymmetry.value)).toBeLessThanOrEqual(asymmetry.tolerance);
  });

  it('is halved along the middle', () => {
    const [left, right] = [intracranial.left, intracranial.right].map((side) => mlOf(volume, regions, side));
    expect(left / right).toBeCloseTo(1, 1);
    expect(regions.contents.lungs.present).toBe(false);
    expect(regions.contents.intracranial).toMatchObject({ present: true, coverage: 1 });
  });

  it('keeps its border whether there is a bleed in it or not', async () => {
    const healthy = changed(phantom, (_x, _y, _z, hu) => (hu > LESION_HU && hu < 120 ? 35 : undefined));
    const { labels } = await findRegions(healthy);
    const isCavity = (label: number) => LABEL_SETS.intracranial.all.some((of) => of === label);
    const differing = labels.filter((label, i) => isCavity(label) !== isCavity(regions.labels[i]));
    expect(differing).toHaveLength(0);
    expect(await hyperdenseMl(healthy)).toBe(0);
  });

  it('does not count noise as hyperdense', async () => {
    let state = 1;
    const noisy = changed(phantom, (_x, _y, _z, hu) => {
      state = (Math.imul(state, 1103515245) + 12345) | 0;
      // Uniform over ±20 HU: a standard deviation of 11.5 HU.
      return hu > -50 && hu < 120 ? hu + ((state >>> 8) % 41) - 20 : undefined;
    });
    expect(await hyperdenseMl(noisy, hyperdense.right)).toBeLessThan(0.1);
    expect(Math.abs((await hyperdenseMl(noisy)) - (phantom.truth.hyperdenseMl ?? 0))).toBeLessThan(0.4);
  });

  it('does not count the rim of a calcification', async () => {
    const calcified = changed(phantom, (x, y, z) => {
      const distance = Math.hypot(x + 30, y, z);
      if (distance > 5) return undefined;
      return distance > 4 ? 75 : 160;
    });
    expect(await hyperdenseMl(calcified, hyperdense.right)).toBe(0);
  });

  it('does not leak through a foramen magnum into the spinal canal', async () => {
    const withNeck = changed(phantom, (x, y, z) => {
      const off = Math.hypot(x, y);
      if (z > -50 || off > 50) return undefined;
      if (off < 13) return 35;
      if (z > -62) return undefined;
      return off < 22 ? 450 : 40;
    });
    const found = (await findRegions(withNeck)).contents.intracranial;
    expect(found.present).toBe(true);
    expect(Math.abs(found.volumeMl - regions.contents.intracranial.volumeMl)).toBeLessThan(5);
  });

  it('is closed where the skull has a gap in a few slices', async () => {
    const opened = changed(phantom, (x, y, z, hu) =>
      hu > 200 && x > 0 && Math.abs(y) < 10 && Math.abs(z) < 8 ? 30 : undefined,
    );
    const found = (await findRegions(opened)).contents.intracranial;
    expect(found.volumeMl / regions.contents.intracranial.volumeMl).toBeGreaterThan(0.95);
  });

  it('is incomplete where the volume cuts it', async () => {
    const upper = (await findRegions(slab(phantom, 30, 60))).contents.intracranial;
    expect(upper).toMatchObject({ present: true, complete: { inferior: false, superior: true } });
    expect(upper.coverage).toBeGreaterThan(0.35);
    expect(upper.coverage).toBeLessThan(0.65);
  });

  it('is no cavity if bone encloses too little', async () => {
    const shrunk = volumeOf({ ...phantom, spacing: [0.4, 0.4, 1] });
    const found = await findRegions(shrunk);
    expect(found.contents.intracranial.present).toBe(false);
    expect(mlOf(shrunk, found, intracranial.all)).toBe(0);
  });
});
