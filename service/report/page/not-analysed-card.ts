/** The measures that have no value, together where they share a reason, each reason in words. */
import type { Result } from '../../analyze/findings.js';
import type { Mark } from '../../ports/page-renderer.js';
import { whyNot } from '../wording.js';
import { baseline, blockHeight, type Card, type CardStyle, INDENT } from './card.js';
import { rectangle, text } from './marks.js';
import { COLOURS } from './theme.js';
import { wrap } from './wrap.js';

/** Says first what matters on a page without any number. */
export function nothingMeasuredCard({ density }: CardStyle): Card {
  const { size } = density.value;
  return {
    height: size * 1.2,
    marksAt: (x, y) => [text('Nothing was measured', [x, y + size * 0.9], { font: density.value })],
  };
}

/** A card for each reason, in the order the reasons first come. */
export function notAnalysedCards(results: readonly Result[], style: CardStyle): Card[] {
  const titles = new Map<string, string[]>();
  for (const result of results) {
    const reason = `${result.state === 'error' ? 'Failed' : 'Not analysed'}. ${whyNot(result)}.`;
    titles.set(reason, [...(titles.get(reason) ?? []), result.title]);
  }
  return [...titles].map(([reason, measures]) => card(measures, reason, style));
}

function card(measures: readonly string[], reason: string, { width, density, textWidth }: CardStyle): Card {
  const { heading, detail } = density;
  const inner = width - INDENT;
  const headings = measures.flatMap((title) => wrap(title, { font: heading, width: inner, maxLines: 2 }, textWidth));
  const reasons = wrap(reason, { font: detail, width: inner, maxLines: 6 }, textWidth);
  const reasonTop = density.padding + blockHeight(headings.length, heading.size, density);
  const height = reasonTop + blockHeight(reasons.length, detail.size, density) + density.padding;
  return {
    height,
    marksAt: (x, y): Mark[] => [
      rectangle([x, y], [3, height], COLOURS.rule),
      ...headings.map((line, i) =>
        text(line, [x + INDENT, y + density.padding + baseline(i, heading.size, density)], {
          font: heading,
          colour: COLOURS.secondary,
        }),
      ),
      ...reasons.map((line, i) =>
        text(line, [x + INDENT, y + reasonTop + baseline(i, detail.size, density)], { font: detail }),
      ),
    ],
  };
}
