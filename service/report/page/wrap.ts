/** Breaks text into lines of a width. What the page's fonts cannot show is replaced before it is measured. */
import type { Font, PageRenderer } from '../../ports/page-renderer.js';

export type TextWidth = PageRenderer['textWidth'];

/** Scripts the bundled fonts hold: Latin, Greek, Cyrillic, punctuation, arrows, mathematical signs. */
const NOT_SHOWN =
  /[^\u0020-\u007e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u2030-\u205e\u2190-\u2199\u2200-\u22ff]/gu;

/** A number stays with its unit. */
const BEFORE_UNIT = /(?<=\d) (?=(?:%|mm|cm|ml|HU)(?![a-z]))/g;
const NO_BREAK_SPACE = '\u00a0';

export interface WrapOptions {
  readonly font: Font;
  readonly width: number;
  /** The last line ends in an ellipsis if there is more. */
  readonly maxLines: number;
}

export function wrap(text: string, { font, width, maxLines }: WrapOptions, textWidth: TextWidth): string[] {
  const fits = (line: string) => textWidth(line, font) <= width;
  const lines: string[] = [];
  for (const word of text
    .replace(NOT_SHOWN, '?')
    .replace(BEFORE_UNIT, NO_BREAK_SPACE)
    .split(' ')
    .flatMap((whole) => pieces(whole, fits))) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), shortened(lines[maxLines - 1], fits)];
}

/** A word longer than a line (a UID, say) is broken where the line ends. */
function pieces(word: string, fits: (line: string) => boolean): string[] {
  if (fits(word) || word.length < 2) return [word];
  let length = word.length - 1;
  while (length > 1 && !fits(word.slice(0, length))) length--;
  return [word.slice(0, length), ...pieces(word.slice(length), fits)];
}

function shortened(line: string, fits: (line: string) => boolean): string {
  let kept = line;
  while (kept.length > 0 && !fits(`${kept}…`)) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
