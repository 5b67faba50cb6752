import { describe, expect, it } from 'vitest';
import { components, largest, paintComponents, sumBy } from '../../../../service/analyze/regions/components.js';
import { fillHoles } from '../../../../service/analyze/regions/fill-holes.js';
import type { Grid, Mask } from '../../../../service/analyze/regions/grid.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const GRID: Grid = { dims: [9, 8, 7], spacing: [1, 1, 1] };
const COUNT = 9 * 8 * 7;

function randomMask(seed: number, share: number): Mask {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: COUNT }, () => (random() < share ? 1 : 0));
}

/** Floods from every element, one neighbour at a time. */
function flooded(mask: Mask, deep: boolean): Int32Array {
  const of = new Int32Array(COUNT).fill(-1);
  let component = 0;
  for (let start = 0; start < COUNT; start++) {
    if (mask[start] === 0 || of[start] >= 0) continue;
    const stack = [start];
    of[start] = component;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y, z] = [at % 9, Math.floor(at / 9) % 8, Math.floor(at / 72)];
      const next = [
        x > 0 && at - 1,
        x < 8 && at + 1,
        y > 0 && at - 9,
        y < 7 && at + 9,
        deep && z > 0 && at - 72,
        deep && z < 6 && at + 72,
      ];
      for (const to of next) {
        if (to === false || mask[to] === 0 || of[to] >= 0) continue;
        of[to] = component;
        stack.push(to);
      }
    }
    component++;
  }
  return of;
}

describe('connected components', () => {
  it.each([
    ['spatial', 0.2],
    ['spatial', 0.4],
    ['planar', 0.4],
    ['planar', 0.6],
  ] as const)('by %s neighbours are those a flood finds (%d set)', (extent, share) => {
    for (let seed = 1; seed <= 20; seed++) {
      const mask = randomMask(seed, share);
      const expected = flooded(mask, extent === 'spatial');
      const found = components(mask, GRID, extent);
      const of = new Int32Array(COUNT).fill(-1);
      for (const [run, component] of found.of.entries()) of.fill(component, found.starts[run], found.ends[run]);
      expect(of).toEqual(expected);
      expect([...found.sizes]).toEqual(
        Array.from({ length: found.count }, (_, c) => expected.filter((e) => e === c).length),
      );
    }
  });

  it('sums what their elements have', () => {
    const found = components(Uint8Array.of(1, 1, 0, 1), { dims: [4, 1, 1], spacing: [1, 1, 1] }, 'planar');
    expect([...sumBy(found, Int16Array.of(1, -10, 100, 1000))]).toEqual([-9, 1000]);
    expect(largest(found)).toBe(0);
  });

  it('paint those that are kept', () => {
    const mask = Uint8Array.of(1, 1, 0, 1);
    const grid: Grid = { dims: [4, 1, 1], spacing: [1, 1, 1] };
    const found = components(mask, grid, 'planar');
    expect([...paintComponents(found, grid, (component) => component === 1)]).toEqual([0, 0, 0, 1]);
  });

  it('are the same in a part of a larger array', () => {
    const whole = new Uint8Array(COUNT + 7);
    const mask = randomMask(3, 0.5);
    whole.set(mask, 3);
    expect(components(whole.subarray(3, 3 + COUNT), GRID, 'spatial')).toEqual(components(mask, GRID, 'spatial'));
  });

  it('are none in an empty mask', () => {
    const found = components(new Uint8Array(COUNT), GRID, 'spatial');
    expect(found.count).toBe(0);
    expect(largest(found)).toBe(-1);
  });
});

describe('holes', () => {
  it('are filled in each slice unless they reach its border', () => {
    const ring = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const open = ring.map((element, i) => (i === 7 ? 0 : element));
    const filled = fillHoles(Uint8Array.from([...ring, ...open]), { dims: [5, 5, 2], spacing: [1, 1, 1] });
    expect([...filled]).toEqual([...ring.map((element, i) => (i === 12 ? 1 : element)), ...open]);
  });
});
