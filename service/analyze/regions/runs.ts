/**
 * Runs: a mask, row by row, as the stretches of elements that have one value. Connecting, filling and growing need no more,
 * and a mask has far fewer runs than elements.
 */
import type { Grid, Mask } from './grid.js';
import { wordsOf } from './words.js';

export interface Runs {
  /** Flat index of each run's first element and of the one past its last; runs are in index order. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Index of the first run of each row; one entry more than there are rows. */
  readonly firstOfRow: Int32Array;
}

const ROOM = 4096;

export function runsOf(mask: Mask, { dims: [nx, ny, nz] }: Grid, value: 0 | 1): Runs {
  const rows = ny * nz;
  const words = wordsOf(mask);
  const firstOfRow = new Int32Array(rows + 1);
  let starts = new Int32Array(ROOM);
  let ends = new Int32Array(ROOM);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    firstOfRow[row] = count;
    const rowEnd = (row + 1) * nx;
    for (let at = row * nx; at < rowEnd; ) {
      const start = endOfStretch(mask, words, { at, rowEnd, value: 1 - value });
      if (start === rowEnd) break;
      at = endOfStretch(mask, words, { at: start, rowEnd, value });
      if (count === starts.length) {
        starts = withRoom(starts);
        ends = withRoom(ends);
      }
      starts[count] = start;
      ends[count++] = at;
    }
  }
  firstOfRow[rows] = count;
  return { starts: starts.subarray(0, count), ends: ends.subarray(0, count), firstOfRow };
}

interface Stretch {
  readonly at: number;
  readonly rowEnd: number;
  readonly value: number;
}

/** The first element from `at` that has another value. */
function endOfStretch(mask: Mask, words: Uint32Array, { at, rowEnd, value }: Stretch): number {
  const word = value * 0x01010101;
  let i = at;
  for (; i < rowEnd && (i & 3) !== 0; i++) if (mask[i] !== value) return i;
  while (i + 4 <= rowEnd && words[i >> 2] === word) i += 4;
  while (i < rowEnd && mask[i] === value) i++;
  return i;
}

function withRoom(full: Int32Array): Int32Array<ArrayBuffer> {
  const roomy = new Int32Array(2 * full.length);
  roomy.set(full);
  return roomy;
}
