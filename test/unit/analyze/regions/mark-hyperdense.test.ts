import { describe, expect, it } from 'vitest';
import { LABEL_SETS, REGION_LABELS } from '../../../../service/analyze/regions/labels.js';
import { markHyperdense } from '../../../../service/analyze/regions/mark-hyperdense.js';
import { type Sphere, type SphereOptions, sphere } from './sphere.js';
import { mlOf } from './volumes.js';

const BRAIN_HU = 35;
const FLUID_HU = 12;

const measured = ({ volume, box }: Sphere): number => {
  const labels = new Uint8Array(volume.hu.length).fill(REGION_LABELS.intracranialLeft);
  markHyperdense(volume, labels, box);
  return mlOf(volume, { labels }, LABEL_SETS.hyperdense.left);
};

/** (measured − true) ÷ true; everything around the ball is cavity. */
function relativeError(options: SphereOptions): number {
  const made = sphere(options);
  return measured(made) / made.ml - 1;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a bleed', () => {
  it.each([
    { diameterMm: 10, sliceMm: 1, meanWithin: 0.08, eachWithin: 0.12 },
    { diameterMm: 10, sliceMm: 2, meanWithin: 0.08, eachWithin: 0.12 },
    { diameterMm: 10, sliceMm: 3, meanWithin: 0.08, eachWithin: 0.12 },
    { diameterMm: 10, sliceMm: 5, meanWithin: 0.2, eachWithin: 0.3 },
    { diameterMm: 20, sliceMm: 1, meanWithin: 0.02, eachWithin: 0.03 },
    { diameterMm: 20, sliceMm: 3, meanWithin: 0.02, eachWithin: 0.04 },
    { diameterMm: 20, sliceMm: 5, meanWithin: 0.07, eachWithin: 0.1 },
    { diameterMm: 30, sliceMm: 1, meanWithin: 0.02, eachWithin: 0.02 },
    { diameterMm: 30, sliceMm: 3, meanWithin: 0.02, eachWithin: 0.03 },
    { diameterMm: 30, sliceMm: 5, meanWithin: 0.03, eachWithin: 0.05 },
  ])('of $diameterMm mm in slices of $sliceMm mm has its volume at any density and noise', (expected) => {
    const { diameterMm, sliceMm, meanWithin, eachWithin } = expected;
    const errors = [60, 70, 80].flatMap((hu) =>
      [5, 10].map((noise) =>
        relativeError({ diameterMm, hu, aroundHu: BRAIN_HU, pixelMm: 0.5, sliceMm, noise, seed: 1 }),
      ),
    );
    expect(Math.abs(mean(errors))).toBeLessThan(meanWithin);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(eachWithin);
  });

  it.each([1, 2, 3])(
    'in fluid, where 50 HU lies far inside its blurred edge, has its volume in slices of %d mm',
    (sliceMm) => {
      const error = relativeError({
        diameterMm: 20,
        hu: 60,
        aroundHu: FLUID_HU,
        pixelMm: 1,
        sliceMm,
        noise: 5,
        seed: 1,
      });
      expect(Math.abs(error)).toBeLessThan(0.05);
    },
  );

  it('smaller than 0.1 ml is not counted', () => {
    const small = sphere({
      diameterMm: 5,
      hu: 80,
      aroundHu: BRAIN_HU,
      pixelMm: 0.5,
      sliceMm: 1,
      noise: 5,
      seed: 1,
    });
    expect(small.ml).toBeLessThan(0.1);
    expect(measured(small)).toBe(0);
  });

  it('that fills the cavity is counted whole, as nothing surrounds it', () => {
    const { volume, box } = sphere({
      diameterMm: 10,
      hu: 70,
      aroundHu: 70,
      pixelMm: 1,
      sliceMm: 3,
      noise: 0,
      seed: 1,
    });
    const labels = new Uint8Array(volume.hu.length);
    const middle = Math.floor(volume.dims[2] / 2) * volume.dims[0] * volume.dims[1];
    labels.fill(REGION_LABELS.intracranialLeft, middle + 200, middle + 400);
    markHyperdense(volume, labels, box);
    expect(labels.filter((label) => label === REGION_LABELS.hyperdenseLeft)).toHaveLength(200);
  });
});
