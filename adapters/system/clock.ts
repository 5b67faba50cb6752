/** Clock: the system's. */
import type { Clock } from '../../service/ports/clock.js';

export const systemClock: Clock = { now: () => Date.now() };
