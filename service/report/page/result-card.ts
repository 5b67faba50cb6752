/** A result as a card: its name, its number large, how much was covered, and below what to mind and what is usual. */
import type { Result } from '../../analyze/findings.js';
import type { Mark } from '../../ports/page-renderer.js';
import { attentionSentence, formatNumber, formatShare, hasValue } from '../wording.js';
import { baseline, blockHeight, type Card, type CardStyle, INDENT } from './card.js';
import { rectangle, text } from './marks.js';
import { COLOURS, FONTS } from './theme.js';
import { wrap } from './wrap.js';

const STATE_WORDS: Readonly<Partial<Record<Result['state'], string>>> = {
  suspected: 'Suspected',
  'not-suspected': 'Not suspected',
  uncertain: 'Uncertain',
};

export function resultCard(result: Result, style: CardStyle): Card {
  const { width, density, textWidth } = style;
  const inner = width - INDENT;
  const headings = wrap(result.title, { font: density.heading, width: inner, maxLines: 2 }, textWidth);
  const attention = attentionLines(result, style);
  const details = detailLines(result, style);
  const valueTop = density.padding + blockHeight(headings.length, density.heading.size, density);
  const attentionTop = valueTop + density.value.size * 0.98;
  const detailTop = attentionTop + blockHeight(attention.length, FONTS.label.size, density);
  const height = detailTop + blockHeight(details.length, density.detail.size, density) + density.padding;
  const rule = result.attention ? { width: 8, colour: COLOURS.attention } : { width: 3, colour: COLOURS.rule };
  return {
    height,
    marksAt(x, y) {
      const left = x + INDENT;
      return [
        ...(result.attention ? [rectangle([x, y], [width, height], COLOURS.attentionGround)] : []),
        rectangle([x, y], [rule.width, height], rule.colour),
        ...headings.map((line, i) =>
          text(line, [left, y + density.padding + baseline(i, density.heading.size, density)], {
            font: density.heading,
          }),
        ),
        ...valueRow(result, { left, right: x + width, base: y + valueTop + density.value.size * 0.82 }, style),
        ...attention.map((line, i) =>
          text(line, [left, y + attentionTop + baseline(i, FONTS.label.size, density)], {
            font: FONTS.label,
            colour: COLOURS.attention,
          }),
        ),
        ...details.map((line, i) =>
          text(line, [left, y + detailTop + baseline(i, density.detail.size, density)], {
            font: density.detail,
            colour: COLOURS.secondary,
          }),
        ),
      ];
    },
  };
}

interface Row {
  readonly left: number;
  readonly right: number;
  readonly base: number;
}

function valueRow(result: Result, { left, right, base }: Row, { density, textWidth }: CardStyle): Mark[] {
  const font = density.value;
  const colour = result.attention ? COLOURS.attention : COLOURS.text;
  if (!hasValue(result)) return [text(STATE_WORDS[result.state] ?? '', [left, base], { font, colour })];
  const value = formatNumber(result.value);
  const covered = result.coverage === undefined ? '' : `${formatShare(result.coverage)} covered`;
  const quiet = { font: FONTS.detail, colour: COLOURS.secondary };
  return [
    text(value, [left, base], { font, colour }),
    text(result.unit, [left + textWidth(value, font) + 12, base], { font: FONTS.unit, colour: COLOURS.secondary }),
    text(covered, [right - 12, base], { ...quiet, align: 'right' }),
  ];
}

function attentionLines(result: Result, { width, textWidth }: CardStyle): string[] {
  const sentence = result.attention ? attentionSentence(result) : undefined;
  if (!sentence) return [];
  return wrap(`Attention: ${sentence}`, { font: FONTS.label, width: width - INDENT, maxLines: 2 }, textWidth);
}

/** What to mind first: if there is too much for the lines, what is usual may be cut short, a caution may not. */
function detailLines({ reference, note }: Result, { width, density, textWidth }: CardStyle): string[] {
  const room = { font: density.detail, width: width - INDENT, maxLines: 4 };
  return wrap([note, reference].filter(Boolean).join('; '), room, textWidth).filter(Boolean);
}
