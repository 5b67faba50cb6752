/** A card: something with a height that can be put at a place, a rule to its left. */
import type { Mark } from '../../ports/page-renderer.js';
import type { Density } from './theme.js';
import type { TextWidth } from './wrap.js';

export interface Card {
  readonly height: number;
  marksAt(x: number, y: number): readonly Mark[];
}

export interface CardStyle {
  readonly width: number;
  readonly density: Density;
  readonly textWidth: TextWidth;
}

/** Of the text behind the rule. */
export const INDENT = 20;

/** Baseline of line `index` below the top of a block of lines. */
export function baseline(index: number, size: number, { lineHeight }: Density): number {
  return (index + 0.8) * size * lineHeight;
}

export function blockHeight(lines: number, size: number, { lineHeight }: Density): number {
  return lines * size * lineHeight;
}
