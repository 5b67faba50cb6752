/** Readiness: whether a study sent now would be taken in. /readyz answers with these checks. */
import type { JobQueue } from '../ports/job-queue.js';
import { type Check, runProbes } from './doctor/check.js';
import { spaceProbe } from './doctor/disk.js';

export interface ReadinessParts {
  /** Whether the node does what its roles say; false while it starts and drains. */
  up(): boolean;
  readonly depth: JobQueue['depth'];
  usedPercent(): Promise<number>;
  readonly refuseAbovePercent: number;
}

export function readiness({ up, depth, usedPercent, refuseAbovePercent }: ReadinessParts): Promise<readonly Check[]> {
  return runProbes([
    {
      name: 'node',
      look: async () =>
        up() ? { state: 'ok', what: 'It is up.' } : { state: 'fail', what: 'It starts or drains.', todo: 'Wait.' },
    },
    {
      name: 'registry',
      async look() {
        const parked = depth()
          .filter(({ state }) => state === 'parked')
          .reduce((sum, { count }) => sum + count, 0);
        if (parked === 0) return { state: 'ok', what: 'The registry answers.' };
        return { state: 'warn', what: `${parked} jobs are parked.`, todo: 'See `cambium jobs --state parked`.' };
      },
    },
    spaceProbe(usedPercent, refuseAbovePercent),
  ]);
}
