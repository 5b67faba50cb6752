/** Value Representations (PS3.5 §6.2) as far as the layout of an element in Explicit VR depends on them. */

export interface ValueRepresentation {
  /** Two capital letters, known to the standard or not. */
  readonly vr: string;
  /** Tag, VR, two reserved bytes and the length take 12 bytes; else they take 8. */
  readonly hasLongHeader: boolean;
}

/** Those whose length is two bytes (PS3.5 Table 7.1-2). Any other has four: the standard promises it of those yet to come. */
const SHORT: ReadonlySet<string> = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

const A = 0x41;
const LETTERS = 26;
/** Every pair of capital letters, in order: a header has a hundred elements, and no text is made to look at one. */
const PAIRS: readonly ValueRepresentation[] = Array.from({ length: LETTERS * LETTERS }, (_, i) => {
  const vr = String.fromCharCode(A + Math.floor(i / LETTERS), A + (i % LETTERS));
  return { vr, hasLongHeader: !SHORT.has(vr) };
});

/** The VR whose two bytes lie at `at`; undefined if they are not two capital letters. */
export function valueRepresentationAt(bytes: Uint8Array, at: number): ValueRepresentation | undefined {
  const [first, second] = [bytes[at] - A, bytes[at + 1] - A];
  const areLetters = first >= 0 && first < LETTERS && second >= 0 && second < LETTERS;
  return areLetters ? PAIRS[first * LETTERS + second] : undefined;
}
