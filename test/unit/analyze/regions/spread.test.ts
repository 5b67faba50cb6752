import { describe, expect, it } from 'vitest';
import type { Grid } from '../../../../service/analyze/regions/grid.js';
import { spread } from '../../../../service/analyze/regions/spread.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const GRID: Grid = { dims: [9, 8, 7], spacing: [1, 1, 1] };
const COUNT = 9 * 8 * 7;

function neighbours(at: number): number[] {
  const [x, y, z] = [at % 9, Math.floor(at / 9) % 8, Math.floor(at / 72)];
  const next = [x > 0 && at - 1, x < 8 && at + 1, y > 0 && at - 9, y < 7 && at + 9, z > 0 && at - 72, z < 6 && at + 72];
  return next.filter((to) => to !== false);
}

/** Steps from each element to the nearest one of a seed, through elements within; -1 if there is no way. */
function stepsFrom(seeds: Uint8Array, within: Uint8Array, seed: number): Int32Array {
  const steps = Int32Array.from(seeds, (of) => (of === seed ? 0 : -1));
  for (let step = 0; steps.includes(step); step++) {
    for (const [at, of] of steps.entries()) {
      if (of !== step) continue;
      for (const to of neighbours(at)) if (steps[to] < 0 && within[to] === 1 && seeds[to] === 0) steps[to] = step + 1;
    }
  }
  return steps;
}

describe('spreading', () => {
  it('gives each element within reach to a seed that is the fewest steps away', () => {
    for (let run = 1; run <= 20; run++) {
      const random = randomNumbers(run);
      const within = Uint8Array.from({ length: COUNT }, () => (random() < 0.6 ? 1 : 0));
      const seeds = within.map((element) => (element === 1 && random() < 0.03 ? 1 + Math.floor(random() * 2) : 0));
      const steps = [1, 2].map((seed) => stepsFrom(seeds, within, seed));
      const grown = spread(new Uint8Array(seeds), within, GRID);
      for (let i = 0; i < COUNT; i++) {
        const reached = [1, 2].filter((seed) => steps[seed - 1][i] >= 0);
        const fewest = Math.min(...reached.map((seed) => steps[seed - 1][i]));
        const nearest = reached.filter((seed) => steps[seed - 1][i] === fewest);
        expect(nearest.length === 0 ? [0] : nearest).toContain(grown[i]);
      }
    }
  });
});
