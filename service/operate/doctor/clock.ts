/** Probe of the clock: documents and quiet time rest on it. */
import { stat } from 'node:fs/promises';
import type { Clock } from '../../ports/clock.js';
import type { Probe } from './check.js';

/** No Cambium ran before this day. */
const EARLIEST = Date.UTC(2025, 0, 1);
const TODO = 'Set the clock by NTP before the node takes studies.';

/** @param witness a file that was written not long ago, such as the registry: it may not lie in the future. */
export function clockProbe(clock: Clock, witness: string): Probe {
  return {
    name: 'clock',
    async look() {
      const now = clock.now();
      const at = new Date(now).toISOString();
      if (now < EARLIEST) return { state: 'fail', what: `The clock says ${at}, which is past.`, todo: TODO };
      const written = await stat(witness).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      if (written > now + 60_000)
        return { state: 'fail', what: `The clock says ${at}, which is before the last write.`, todo: TODO };
      return { state: 'ok', what: `The clock says ${at}.` };
    },
  };
}
