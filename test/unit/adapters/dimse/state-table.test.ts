import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  type Action,
  actionFor,
  EVENTS,
  type Event,
  STATES,
  type State,
} from '../../../../adapters/dimse/state-table.js';

const EVENT_NAMES = Object.keys(EVENTS) as Event[];
const STATE_NAMES = Object.keys(STATES) as State[];

/** PS3.8 Table 9-10 by action: in which states an event has it. Written down apart from the table under test. */
const EXPECTED: Readonly<Record<string, readonly [event: number, states: readonly number[]][]>> = {
  'AE-1': [[1, [1]]],
  'AE-2': [[2, [4]]],
  'AE-3': [[3, [5]]],
  'AE-4': [[4, [5]]],
  'AE-5': [[5, [1]]],
  'AE-6': [[6, [2]]],
  'AE-7': [[7, [3]]],
  'AE-8': [[8, [3]]],
  'DT-1': [[9, [6]]],
  'DT-2': [[10, [6]]],
  'AR-1': [[11, [6]]],
  'AR-2': [[12, [6]]],
  'AR-3': [[13, [7, 11]]],
  'AR-4': [[14, [8, 12]]],
  'AR-5': [[17, [13]]],
  'AR-6': [[10, [7]]],
  'AR-7': [[9, [8]]],
  'AR-8': [[12, [7]]],
  'AR-9': [[14, [9]]],
  'AR-10': [[13, [10]]],
  'AA-1': [
    ...[3, 4, 10, 12, 13, 19].map((event): [number, number[]] => [event, [2]]),
    [15, [3, 5, 6, 7, 8, 9, 10, 11, 12]],
  ],
  'AA-2': [
    [15, [4]],
    [16, [2, 13]],
    [18, [2, 13]],
  ],
  'AA-3': [[16, [3, 5, 6, 7, 8, 9, 10, 11, 12]]],
  'AA-4': [[17, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]],
  'AA-5': [[17, [2]]],
  'AA-6': [3, 4, 10, 12, 13].map((event) => [event, [13]]),
  'AA-7': [
    [6, [13]],
    [19, [13]],
  ],
  'AA-8': [
    [3, [3, 6, 7, 8, 9, 10, 11, 12]],
    [4, [3, 6, 7, 8, 9, 10, 11, 12]],
    [6, [3, 5, 6, 7, 8, 9, 10, 11, 12]],
    [10, [3, 5, 8, 9, 10, 11, 12]],
    [12, [3, 5, 8, 9, 10, 11, 12]],
    [13, [3, 5, 6, 8, 9, 12]],
    [19, [3, 5, 6, 7, 8, 9, 10, 11, 12]],
  ],
};

/** PS3.8 Tables 9-6 to 9-9, the column of next states. */
const NEXT: Readonly<Record<Action, readonly number[]>> = {
  ...{ 'AE-1': [4], 'AE-2': [5], 'AE-3': [6], 'AE-4': [1], 'AE-5': [2], 'AE-6': [3, 13], 'AE-7': [6], 'AE-8': [13] },
  ...{ 'DT-1': [6], 'DT-2': [6], 'AR-1': [7], 'AR-2': [8], 'AR-3': [1], 'AR-4': [13], 'AR-5': [1], 'AR-6': [7] },
  ...{ 'AR-7': [8], 'AR-8': [9, 10], 'AR-9': [11], 'AR-10': [12], 'AA-1': [13], 'AA-2': [1], 'AA-3': [1] },
  ...{ 'AA-4': [1], 'AA-5': [1], 'AA-6': [13], 'AA-7': [13], 'AA-8': [13] },
};

describe('the state table', () => {
  it.each(STATE_NAMES)('has the cells of the standard for %s', (state) => {
    const cells = Object.entries(EXPECTED).flatMap(([action, places]) =>
      places.flatMap(([event, states]) => (states.includes(Number(state.slice(3))) ? [[`Evt${event}`, action]] : [])),
    );
    const wanted = new Map(cells.map(([event, action]) => [event, action]));
    expect(wanted.size).toBe(cells.length);
    for (const event of EVENT_NAMES)
      expect([event, actionFor(state, event)]).toEqual([event, wanted.get(EVENTS[event])]);
  });

  it.each(Object.keys(ACTIONS) as Action[])('leads to the next state of the standard by %s', (action) => {
    const [, ...next] = ACTIONS[action];
    expect(next).toEqual(NEXT[action].map((number) => `Sta${number}`));
  });
});
