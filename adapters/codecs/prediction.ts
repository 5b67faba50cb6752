/** The predictors of JPEG Lossless (ITU-T T.81 Table H.1): a row of differences becomes a row of samples, in place. */

/** From the left only; the first sample from `before`. Sums are modulo 65 536, as the row's words are. */
export function addLeft(row: Uint16Array, before: number): void {
  let left = before;
  for (let i = 0; i < row.length; i++) {
    left += row[i];
    row[i] = left;
  }
}

/** The first sample from above, the others by the predictor's selection value, 1 to 7. */
export function addPrediction(row: Uint16Array, above: Uint16Array, predictor: number): void {
  if (predictor === 1) {
    addLeft(row, above[0]);
    return;
  }
  const predict = PREDICTORS[predictor];
  let left = (row[0] + above[0]) & 0xffff;
  row[0] = left;
  for (let i = 1; i < row.length; i++) {
    left = (row[i] + predict(left, above[i], above[i - 1])) & 0xffff;
    row[i] = left;
  }
}

/** From the samples to the left (a), above (b), and above to the left (c). */
type Predictor = (a: number, b: number, c: number) => number;

const PREDICTORS: Readonly<Record<number, Predictor>> = {
  2: (_, b) => b,
  3: (_, __, c) => c,
  4: (a, b, c) => a + b - c,
  5: (a, b, c) => a + ((b - c) >> 1),
  6: (a, b, c) => b + ((a - c) >> 1),
  7: (a, b) => (a + b) >> 1,
};
