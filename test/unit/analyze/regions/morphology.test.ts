import { describe, expect, it } from 'vitest';
import type { Grid, Mask } from '../../../../service/analyze/regions/grid.js';
import { close, dilate, type Extent, erode, open } from '../../../../service/analyze/regions/morphology.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const GRID: Grid = { dims: [11, 9, 6], spacing: [0.8, 1.1, 2.5] };
const [NX, NY, NZ] = GRID.dims;
const COUNT = NX * NY * NZ;

function randomMask(seed: number, share: number): Mask {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: COUNT }, () => (random() < share ? 1 : 0));
}

function apart(a: number, b: number): number {
  const at = (i: number) => [i % NX, Math.floor(i / NX) % NY, Math.floor(i / (NX * NY))];
  const there = at(b);
  return Math.hypot(...at(a).map((index, axis) => (index - there[axis]) * GRID.spacing[axis]));
}

/** Whether each element has one with `value` within `mm`, looked for among all of them. */
function hasNear(mask: Mask, value: number, mm: number, extent: Extent): boolean[] {
  const holders = Array.from(mask.keys()).filter((i) => mask[i] === value);
  const plane = (i: number) => Math.floor(i / (NX * NY));
  return Array.from({ length: COUNT }, (_, i) =>
    holders.some((holder) => (extent === 'spatial' || plane(holder) === plane(i)) && apart(i, holder) <= mm + 0.001),
  );
}

describe.each([
  ['planar', 1.7],
  ['planar', 3],
  ['spatial', 2.4],
  ['spatial', 2.5],
  ['spatial', 3.4],
] as const)('by a %s radius of %d mm', (extent, mm) => {
  it('dilates to everything within the distance of a set element', () => {
    const mask = randomMask(3, 0.03);
    const expected = hasNear(mask, 1, mm, extent).map((near) => (near ? 1 : 0));
    expect([...dilate(mask, GRID, { mm, extent })]).toEqual(expected);
  });

  it('erodes everything within the distance of an unset element, and not from outside the grid', () => {
    const mask = randomMask(4, 0.97);
    const expected = hasNear(mask, 0, mm, extent).map((near) => (near ? 0 : 1));
    expect([...erode(mask, GRID, { mm, extent })]).toEqual(expected);
    expect(erode(new Uint8Array(COUNT).fill(1), GRID, { mm, extent }).every((element) => element === 1)).toBe(true);
  });

  it('opens to a part of the mask and closes to a whole that holds it', () => {
    const mask = randomMask(5, 0.5);
    const opened = open(mask, GRID, { mm, extent });
    const closed = close(mask, GRID, { mm, extent });
    expect(mask.every((element, i) => opened[i] <= element && element <= closed[i])).toBe(true);
  });
});
