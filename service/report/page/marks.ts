/** Short ways to say a mark. */
import type { Colour, Font, RectangleMark, TextMark } from '../../ports/page-renderer.js';
import { COLOURS } from './theme.js';

interface TextOptions {
  readonly font: Font;
  readonly colour?: Colour;
  readonly align?: TextMark['align'];
  readonly rim?: boolean;
}

/** @param at left, centre or right end of the baseline, as `align` says. */
export function text(words: string, at: readonly [number, number], options: TextOptions): TextMark {
  const { font, colour = COLOURS.text, align = 'left', rim = false } = options;
  return { kind: 'text', text: words, x: at[0], y: at[1], align, font, colour, rim };
}

export function rectangle(
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
  colour: Colour,
): RectangleMark {
  return { kind: 'rectangle', x, y, width, height, colour };
}
