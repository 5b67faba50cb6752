/** PageRenderer on Skia (@napi-rs/canvas), in its portable text mode: the same pixels on every operating system. */
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import {
  type ImageMark,
  type LineMark,
  type Mark,
  PAGE_UNITS,
  type PageRenderer,
  type RgbImage,
  type TextMark,
} from '../../service/ports/page-renderer.js';
import { cssFont, registerFonts } from './fonts.js';

const RIM_COLOUR = '#000000';
/** Width of a rim on each side, units. */
const RIM = 2;

export function createPageRenderer(): PageRenderer {
  registerFonts();
  const metrics = context(1);
  return {
    textWidth(text, font) {
      metrics.font = cssFont(font);
      return metrics.measureText(text).width;
    },
    async render(page, pixels) {
      const ctx = context(pixels);
      ctx.fillStyle = page.background;
      ctx.fillRect(0, 0, pixels, pixels);
      ctx.scale(pixels / PAGE_UNITS, pixels / PAGE_UNITS);
      for (const mark of page.marks) paint(ctx, mark);
      return withoutAlpha(ctx, pixels);
    },
  };
}

function context(pixels: number): SKRSContext2D {
  const ctx = createCanvas(pixels, pixels).getContext('2d');
  // The default follows the language of the host, which may choose other glyphs.
  ctx.lang = 'en';
  ctx.lineJoin = 'round';
  ctx.imageSmoothingQuality = 'high';
  return ctx;
}

function paint(ctx: SKRSContext2D, mark: Mark): void {
  switch (mark.kind) {
    case 'text':
      paintText(ctx, mark);
      break;
    case 'line':
      paintLine(ctx, mark);
      break;
    case 'image':
      paintImage(ctx, mark);
      break;
    case 'rectangle':
      ctx.fillStyle = mark.colour;
      ctx.fillRect(mark.x, mark.y, mark.width, mark.height);
      break;
    default:
      mark satisfies never;
  }
}

function paintText(ctx: SKRSContext2D, { text, x, y, align, font, colour, rim }: TextMark): void {
  ctx.font = cssFont(font);
  ctx.textAlign = align;
  if (rim) {
    ctx.strokeStyle = RIM_COLOUR;
    ctx.lineWidth = 2 * RIM;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

function paintLine(ctx: SKRSContext2D, { points, closed, width, colour, rim }: LineMark): void {
  ctx.beginPath();
  for (const [x, y] of points) ctx.lineTo(x, y);
  if (closed) ctx.closePath();
  if (rim) {
    ctx.strokeStyle = RIM_COLOUR;
    ctx.lineWidth = width + RIM;
    ctx.stroke();
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

function paintImage(ctx: SKRSContext2D, { x, y, width, height, rows, columns, grey }: ImageMark): void {
  const rgba = new Uint8ClampedArray(rows * columns * 4);
  for (let i = 0; i < grey.length; i++) rgba.fill(grey[i], i * 4, i * 4 + 3).fill(255, i * 4 + 3, i * 4 + 4);
  const source = createCanvas(columns, rows);
  source.getContext('2d').putImageData(new ImageData(rgba, columns, rows), 0, 0);
  ctx.drawImage(source, x, y, width, height);
}

/** The page is opaque: alpha is 255 everywhere. */
function withoutAlpha(ctx: SKRSContext2D, pixels: number): RgbImage {
  const { data } = ctx.getImageData(0, 0, pixels, pixels);
  const rgb = new Uint8Array(pixels * pixels * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from];
    rgb[to + 1] = data[from + 1];
    rgb[to + 2] = data[from + 2];
  }
  return { pixels, rgb };
}
