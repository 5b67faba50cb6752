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
  heading: { size: 26, weight: 600 },
  value: { size: 76, weight: 700 },
  valueCompact: { size: 56, weight: 700 },
  unit: { size: 34, weight: 500 },
  label: { size: 24, weight: 600 },
  detail: { size: 22, weight: 400 },
  mark: { size: 28, weight: 700 },
  footer: { size: 20, weight: 400 },
  footerStrong: { size: 22, weight: 600 },
} as const satisfies Record<string, Font>;

export const MARGIN = 28;
