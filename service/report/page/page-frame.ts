/** What every page has: the banner, the title, the small print, and the room left between them. */
import { type Mark, PAGE_UNITS } from '../../ports/page-renderer.js';
import { DOCTOR_DECIDES, NOT_FOR_DIAGNOSTIC_USE } from '../wording.js';
import { rectangle, text } from './marks.js';
import type { PageContent } from './page-content.js';
import { COLOURS, FONTS, MARGIN } from './theme.js';
import { type TextWidth, wrap } from './wrap.js';

export interface PageFrame {
  readonly marks: readonly Mark[];
  /** First and last unit of the room for content. */
  readonly top: number;
  readonly bottom: number;
}

const BANNER_HEIGHT = 42;
const TITLE_BASE = 90;
const CONTENT_TOP = 116;
const FOOTER_LINE = 25;
const INNER = PAGE_UNITS - 2 * MARGIN;

export function pageFrame({ title, stamp, footer }: PageContent, pageOf: string, textWidth: TextWidth): PageFrame {
  const lines = footer.flatMap((paragraph) =>
    wrap(paragraph, { font: FONTS.footer, width: INNER, maxLines: 2 }, textWidth),
  );
  const closingBase = PAGE_UNITS - 20;
  const footerTop = closingBase - 30 - lines.length * FOOTER_LINE;
  const right = PAGE_UNITS - MARGIN;
  const stampWidth = textWidth(stamp, FONTS.detail);
  const titleRoom = { font: FONTS.title, width: INNER - stampWidth - 20, maxLines: 1 };
  return {
    top: CONTENT_TOP,
    bottom: footerTop - 14,
    marks: [
      rectangle([0, 0], [PAGE_UNITS, BANNER_HEIGHT], COLOURS.bannerGround),
      text(NOT_FOR_DIAGNOSTIC_USE, [PAGE_UNITS / 2, 31], {
        font: FONTS.banner,
        colour: COLOURS.bannerText,
        align: 'center',
      }),
      text(wrap(title, titleRoom, textWidth)[0], [MARGIN, TITLE_BASE], { font: FONTS.title }),
      text(stamp, [right, TITLE_BASE], { font: FONTS.detail, colour: COLOURS.secondary, align: 'right' }),
      rectangle([MARGIN, footerTop], [INNER, 1], COLOURS.rule),
      ...lines.map((line, i) =>
        text(line, [MARGIN, footerTop + 24 + i * FOOTER_LINE], { font: FONTS.footer, colour: COLOURS.secondary }),
      ),
      text(DOCTOR_DECIDES, [MARGIN, closingBase], { font: FONTS.footerStrong }),
      text(pageOf, [right, closingBase], { font: FONTS.footer, colour: COLOURS.secondary, align: 'right' }),
    ],
  };
}
