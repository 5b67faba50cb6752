/** A rendered page as a PNG file, for people without a DICOM viewer. */
import { createCanvas, ImageData } from '@napi-rs/canvas';
import type { RgbImage } from '../../service/ports/page-renderer.js';

export function encodePng({ pixels, rgb }: RgbImage): Buffer {
  const rgba = new Uint8ClampedArray(pixels * pixels * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgba.set(rgb.subarray(from, from + 3), to);
  const canvas = createCanvas(pixels, pixels);
  canvas.getContext('2d').putImageData(new ImageData(rgba, pixels, pixels), 0, 0);
  return canvas.toBuffer('image/png');
}
