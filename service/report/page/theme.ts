/** How the page looks: near-black like the reading room, few calm colours, sizes that survive a 512 pixel viewport. */
import type { Colour, Font } from '../../ports/page-renderer.js';

export const COLOURS = {
  background: '#0a0c0f',
  panel: '#000000',
  rule: '#2b323a',
  text: '#f4f6f8',
  secondary: '#aeb8c2',
  /** Outlines of measured regions, and the name of what they outline. */
  region: '#5fd3ee',
  /** Only where a site's threshold was reached. There is no colour for the opposite. */
  attention: '#ffb547',
  attentionGround: '#2b2010',
  bannerText: '#ffd79a',
  bannerGround: '#33250f',
} as const satisfies Record<string, Colour>;

/** Units; half of it in pixels where the page is shown at 512. */
export const FONTS = {
  banner: { size: 26, weight: 700 },
  title: { size: 34, weight: 600 },
  unit: { size: 34, weight: 500 },
  label: { size: 24, weight: 600 },
  detail: { size: 22, weight: 400 },
  caption: { size: 21, weight: 600 },
  mark: { size: 28, weight: 700 },
  footer: { size: 20, weight: 400 },
  footerStrong: { size: 22, weight: 600 },
} as const satisfies Record<string, Font>;

export const MARGIN = 28;

/** How large results are written, chosen by how much there is to say. */
export interface Density {
  readonly heading: Font;
  readonly value: Font;
  readonly detail: Font;
  /** Between baselines, as a share of the size. */
  readonly lineHeight: number;
  /** Above the first and below the last line of a card. */
  readonly padding: number;
  readonly gap: number;
}

const HEADING = { size: 26, weight: 600 } as const;
const VALUE = { size: 76, weight: 700 } as const;

export const DENSITIES = {
  /** Nothing was measured: the reasons are the message. */
  sparse: {
    heading: { size: 34, weight: 600 },
    value: { size: 60, weight: 700 },
    detail: { size: 30, weight: 400 },
    lineHeight: 1.32,
    padding: 6,
    gap: 28,
  },
  roomy: { heading: HEADING, value: VALUE, detail: FONTS.detail, lineHeight: 1.22, padding: 6, gap: 20 },
  compact: {
    heading: { size: 24, weight: 600 },
    value: { size: 50, weight: 700 },
    detail: FONTS.footer,
    lineHeight: 1.18,
    padding: 4,
    gap: 7,
  },
} as const satisfies Record<string, Density>;
