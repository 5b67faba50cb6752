/** Padding of text values (PS3.5 §6.2): spaces and nulls that are not part of the value. */

const SPACE = 0x20;

/**
 * `text` without the spaces and nulls at its end. A loop, because the regular expression for it takes seconds on a value
 * of 64 kB of spaces that ends in a letter.
 */
export function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === 0)) end--;
  return text.slice(0, end);
}
