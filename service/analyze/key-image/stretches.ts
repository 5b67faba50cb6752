/** Stretches of one label along the rows of a label map: most rows are a few long ones. */
import { wordsOf } from '../regions/words.js';

/** Visits them in index order: the first voxel, the one past the last, and the number of the row. */
export function eachStretch(
  labels: Uint8Array,
  nx: number,
  visit: (start: number, end: number, row: number) => void,
): void {
  const words = wordsOf(labels);
  for (let row = 0; row * nx < labels.length; row++) {
    const rowEnd = (row + 1) * nx;
    for (let i = row * nx; i < rowEnd; ) {
      const start = i;
      const label = labels[start];
      const word = label * 0x01010101;
      while (i < rowEnd && (i & 3) !== 0 && labels[i] === label) i++;
      if ((i & 3) === 0) while (i + 4 <= rowEnd && words[i >> 2] === word) i += 4;
      while (i < rowEnd && labels[i] === label) i++;
      visit(start, i, row);
    }
  }
}
