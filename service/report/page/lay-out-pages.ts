/**
 * Lays the content out: key slices to the left, results to the right, the frame around. One page holds two slices and five
 * measures; what does not fit goes on to further pages. Pure, given the widths of text.
 */
import { type Mark, PAGE_UNITS, type SummaryPage } from '../../ports/page-renderer.js';
import { isWithoutResult } from '../wording.js';
import type { Card, CardStyle } from './card.js';
import { keyImagePanel } from './key-image-panel.js';
import { notAnalysedCards, nothingMeasuredCard } from './not-analysed-card.js';
import type { PageContent } from './page-content.js';
import { type PageFrame, pageFrame } from './page-frame.js';
import { resultCard } from './result-card.js';
import { COLOURS, DENSITIES, type Density, MARGIN } from './theme.js';
import type { TextWidth } from './wrap.js';

/** One slice may be wider; two are limited by their height, so the words get the width. */
const PANEL_WIDTHS: readonly number[] = [0, 476, 420];
const PANEL_GAP = 14;
const COLUMN_GAP = 22;

export function layOutPages(content: PageContent, textWidth: TextWidth): readonly SummaryPage[] {
  // The frame is as high on every page, whatever its number.
  const { top, bottom } = pageFrame(content, '', textWidth);
  const panelWidth = PANEL_WIDTHS[content.keyImages.length];
  const x = MARGIN + (panelWidth > 0 ? panelWidth + COLUMN_GAP : 0);
  const { density, pages } = columns(content, { x, height: bottom - top, textWidth });
  return pages.map((cards, index) => {
    const frame = pageFrame(content, pages.length > 1 ? `page ${index + 1} of ${pages.length}` : '', textWidth);
    const panels = index === 0 ? keyImagePanels(content, { ...frame, panelWidth }, textWidth) : [];
    return {
      background: COLOURS.background,
      marks: [...frame.marks, ...panels, ...stacked(cards, { x, y: frame.top, gap: density.gap })],
    };
  });
}

function keyImagePanels(
  { keyImages }: PageContent,
  { top, bottom, panelWidth: width }: PageFrame & { readonly panelWidth: number },
  textWidth: TextWidth,
): Mark[] {
  const height = (bottom - top - (keyImages.length - 1) * PANEL_GAP) / keyImages.length;
  return keyImages.flatMap((image, i) =>
    keyImagePanel(image, { x: MARGIN, y: top + i * (height + PANEL_GAP), width, height }, textWidth),
  );
}

interface Columns {
  readonly density: Density;
  readonly pages: Card[][];
}

/** As large as one page allows; more pages only if even small letters need them. */
function columns(content: PageContent, room: { x: number; height: number; textWidth: TextWidth }): Columns {
  const width = PAGE_UNITS - MARGIN - room.x;
  const nothing = content.results.every(isWithoutResult);
  const densities = nothing ? Object.values(DENSITIES) : [DENSITIES.roomy, DENSITIES.compact];
  const tried = densities.map((density) => ({
    density,
    pages: split(cardsOf(content, { width, density, textWidth: room.textWidth }), room.height, density.gap),
  }));
  return tried.find(({ pages }) => pages.length === 1) ?? tried[tried.length - 1];
}

function cardsOf({ results }: PageContent, style: CardStyle): Card[] {
  const withResult = results.filter((result) => !isWithoutResult(result));
  const first =
    withResult.length > 0 ? withResult.map((result) => resultCard(result, style)) : [nothingMeasuredCard(style)];
  return [...first, ...notAnalysedCards(results.filter(isWithoutResult), style)];
}

function split(cards: readonly Card[], height: number, gap: number): Card[][] {
  const pages: Card[][] = [[]];
  let used = 0;
  for (const card of cards) {
    if (used > 0 && used + card.height > height) {
      pages.push([]);
      used = 0;
    }
    pages[pages.length - 1].push(card);
    used += card.height + gap;
  }
  return pages;
}

function stacked(cards: readonly Card[], { x, y, gap }: { x: number; y: number; gap: number }): Mark[] {
  let top = y;
  return cards.flatMap((card) => {
    const marks = card.marksAt(x, top);
    top += card.height + gap;
    return marks;
  });
}
