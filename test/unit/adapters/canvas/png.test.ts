import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../../adapters/canvas/png.js';

describe('a page as PNG', () => {
  it('is a picture of the same size', async () => {
    const png = encodePng({ pixels: 3, rgb: new Uint8Array(27).fill(200) });
    const { width, height } = await loadImage(png);
    expect([width, height]).toEqual([3, 3]);
  });
});
