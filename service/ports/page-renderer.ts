/**
 * PageRenderer. Turns a page that is laid out to the last mark into pixels. All decisions (what, where, which words) are
 * made before; the renderer only knows fonts and paint, and uses no font of the system, so the same page gives the same
 * pixels wherever the same build runs.
 */

/** Side of a page in layout units; a page is square. */
export const PAGE_UNITS = 1024;

/** `#rrggbb`. */
export type Colour = `#${string}`;

export interface Font {
  /** Height of the em square in units. */
  readonly size: number;
  readonly weight: 400 | 500 | 600 | 700;
}

export interface TextMark {
  readonly kind: 'text';
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
  readonly font: Font;
  readonly colour: Colour;
  /** A dark rim, for text over an image. */
  readonly rim: boolean;
}

export interface RectangleMark {
  readonly kind: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}

export interface LineMark {
  readonly kind: 'line';
  /** x, y pairs. */
  readonly points: readonly (readonly [number, number])[];
  readonly closed: boolean;
  readonly width: number;
  readonly colour: Colour;
  /** A dark rim, so that the line shows on white bone and in black air. */
  readonly rim: boolean;
}

/** Grey pixels, stretched over a rectangle with smoothing. */
export interface ImageMark {
  readonly kind: 'image';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row by row, 0 black to 255 white. */
  readonly grey: Uint8Array;
}

export type Mark = TextMark | RectangleMark | LineMark | ImageMark;

/** Painted in order over the background. */
export interface SummaryPage {
  readonly background: Colour;
  readonly marks: readonly Mark[];
}

export interface RgbImage {
  /** Rows and columns. */
  readonly pixels: number;
  /** pixels × pixels × 3: red, green, blue, row by row. */
  readonly rgb: Uint8Array;
}

export interface PageRenderer {
  /** Advance width of a line of text, in units. */
  textWidth(text: string, font: Font): number;
  /** The page as a square of `pixels` rows and columns. */
  render(page: SummaryPage, pixels: number): Promise<RgbImage>;
}
