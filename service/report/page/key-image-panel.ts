/** A key slice with its region outlined, orientation marks, a 5 cm bar, slice position and window. */
import type { LineMark, Mark } from '../../ports/page-renderer.js';
import { bodyBox, cropped } from './crop.js';
import { rectangle, text } from './marks.js';
import type { PageKeyImage } from './page-content.js';
import { COLOURS, FONTS } from './theme.js';
import { windowed } from './window.js';
import { type TextWidth, wrap } from './wrap.js';

export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const OPPOSITE: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };
const CAPTION_LINE = 27;
const BAR_MM = 50;

export function keyImagePanel(image: PageKeyImage, place: PanelPlace, textWidth: TextWidth): Mark[] {
  const { x, y, width, height } = place;
  const caption = wrap(sentenceCase(image.caption), { font: FONTS.caption, width, maxLines: 2 }, textWidth);
  const captionHeight = caption.length * CAPTION_LINE + 4;
  const box = { x, y: y + captionHeight, width, height: height - captionHeight };
  const window = `W ${image.window.width}  L ${image.window.center}`;
  return [
    ...caption.map((line, i) =>
      text(line, [x, y + 21 + i * CAPTION_LINE], { font: FONTS.caption, colour: COLOURS.region }),
    ),
    rectangle([box.x, box.y], [box.width, box.height], COLOURS.panel),
    ...slice(image, box),
    ...image.whereabouts.map((line, i) => text(line, [x + 10, box.y + 26 + i * 25], { font: FONTS.footer, rim: true })),
    text(window, [x + 10, y + height - 12], { font: FONTS.footer, rim: true }),
  ];
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The body part of the slice, as large as the place allows, with millimetres of equal size both ways. */
function slice(image: PageKeyImage, place: PanelPlace): Mark[] {
  const box = bodyBox(image, image.outlines);
  const part = cropped(image, box);
  const [rowMm, columnMm] = image.pixelSpacing;
  const unitsPerMm = Math.min(place.width / (part.columns * columnMm), place.height / (part.rows * rowMm));
  const width = part.columns * columnMm * unitsPerMm;
  const height = part.rows * rowMm * unitsPerMm;
  const x = place.x + (place.width - width) / 2;
  const y = place.y + (place.height - height) / 2;
  const outlines = image.outlines.map(
    (outline): LineMark => ({
      kind: 'line',
      // An image coordinate of 0 is the outer edge of the first pixel (PS3.3 §C.10.5.1).
      points: outline.map(([column, row]) => [
        x + (column - box.left) * columnMm * unitsPerMm,
        y + (row - box.top) * rowMm * unitsPerMm,
      ]),
      closed: true,
      width: 2,
      colour: COLOURS.region,
      rim: true,
    }),
  );
  return [
    {
      kind: 'image',
      x,
      y,
      width,
      height,
      rows: part.rows,
      columns: part.columns,
      grey: windowed(part.hu, image.window),
    },
    ...outlines,
    ...orientation(image.edges, place),
    ...scaleBar(unitsPerMm, place),
  ];
}

/** The patient's sides at the four edges: PS3.3 §C.7.6.1.1.1. */
function orientation([right, lower]: readonly [string, string], { x, y, width, height }: PanelPlace): Mark[] {
  const letter = { font: FONTS.mark, align: 'center', rim: true } as const;
  const middle = y + height / 2 + 10;
  return [
    text(right, [x + width - 18, middle], letter),
    text(opposite(right), [x + 18, middle], letter),
    text(lower, [x + width / 2, y + height - 8], letter),
    text(opposite(lower), [x + width / 2, y + 28], letter),
  ];
}

/** Of an oblique direction such as `LA` too. */
function opposite(direction: string): string {
  return [...direction].map((letter) => OPPOSITE[letter] ?? '').join('');
}

function scaleBar(unitsPerMm: number, { x, y, width, height }: PanelPlace): Mark[] {
  const right = x + width - 14;
  const left = right - BAR_MM * unitsPerMm;
  const base = y + height - 12;
  return [
    {
      kind: 'line',
      points: [
        [left, base - 8],
        [left, base],
        [right, base],
        [right, base - 8],
      ],
      closed: false,
      width: 2,
      colour: COLOURS.text,
      rim: true,
    },
    text(`${BAR_MM / 10} cm`, [right, base - 14], { font: FONTS.footer, align: 'right', rim: true }),
  ];
}
