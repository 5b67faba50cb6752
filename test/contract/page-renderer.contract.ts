/** What every PageRenderer promises. */
import { describe, expect, it } from 'vitest';
import { type Mark, PAGE_UNITS, type PageRenderer, type RgbImage } from '../../service/ports/page-renderer.js';

export function pageRendererContract(name: string, make: () => PageRenderer): void {
  describe(`PageRenderer: ${name}`, () => {
    const font = { size: 40, weight: 600 } as const;

    it.each([512, 1024])('gives a square of %d rows and columns, red, green and blue', async (pixels) => {
      const image = await draw([], pixels);
      expect([image.pixels, image.rgb.length]).toEqual([pixels, pixels * pixels * 3]);
      expect(pixel(image, 0.5, 0.5)).toEqual([16, 32, 48]);
    });

    it('paints a rectangle over its units, whatever the pixels', async () => {
      for (const pixels of [512, 1024]) {
        const image = await draw(
          [{ kind: 'rectangle', x: 256, y: 512, width: 256, height: 256, colour: '#ff8000' }],
          pixels,
        );
        expect([pixel(image, 0.26, 0.51), pixel(image, 0.49, 0.74)]).toEqual([
          [255, 128, 0],
          [255, 128, 0],
        ]);
        expect([pixel(image, 0.24, 0.51), pixel(image, 0.51, 0.74)]).toEqual([
          [16, 32, 48],
          [16, 32, 48],
        ]);
      }
    });

    it('stretches grey pixels over their rectangle, the first row on top and the first column to the left', async () => {
      const grey = Uint8Array.of(0, 80, 160, 240);
      const image = await draw(
        [{ kind: 'image', x: 0, y: 0, width: 1024, height: 1024, rows: 2, columns: 2, grey }],
        512,
      );
      const corners = [
        pixel(image, 0.05, 0.05),
        pixel(image, 0.95, 0.05),
        pixel(image, 0.05, 0.95),
        pixel(image, 0.95, 0.95),
      ];
      // Smoothing may carry a little of a neighbour this far.
      for (const [i, [red, green, blue]] of corners.entries()) {
        expect(Math.abs(red - grey[i])).toBeLessThan(20);
        expect([green, blue]).toEqual([red, red]);
      }
    });

    it('closes an outline only if it is to be closed', async () => {
      const line = {
        kind: 'line',
        points: [
          [100, 100],
          [900, 100],
          [900, 900],
        ],
        width: 20,
        colour: '#ffffff',
        rim: false,
      } as const;
      const onDiagonal = async (closed: boolean) => pixel(await draw([{ ...line, closed }], 512), 0.488, 0.488);
      expect(await onDiagonal(true)).toEqual([255, 255, 255]);
      expect(await onDiagonal(false)).toEqual([16, 32, 48]);
    });

    it('paints in order', async () => {
      const square = { kind: 'rectangle', x: 0, y: 0, width: 100, height: 100 } as const;
      const image = await draw(
        [
          { ...square, colour: '#ffffff' },
          { ...square, colour: '#000000' },
        ],
        512,
      );
      expect(pixel(image, 0.05, 0.05)).toEqual([0, 0, 0]);
    });

    it('writes text to the left of, around and to the right of its place', async () => {
      for (const [align, from, to] of [
        ['left', 512, 1024],
        ['right', 0, 512],
        ['center', 300, 724],
      ] as const) {
        const image = await draw(
          [{ kind: 'text', text: 'HHHH', x: 512, y: 512, align, font, colour: '#ffffff', rim: false }],
          1024,
        );
        const columns = inked(image);
        expect(columns.length).toBeGreaterThan(20);
        expect(Math.min(...columns)).toBeGreaterThanOrEqual(from);
        expect(Math.max(...columns)).toBeLessThan(to);
      }
    });

    it('measures text as wide as it draws it, the heavier the wider', async () => {
      const renderer = make();
      const width = renderer.textWidth('HHHH', font);
      const columns = inked(
        await draw(
          [{ kind: 'text', text: 'HHHH', x: 0, y: 512, align: 'left', font, colour: '#ffffff', rim: false }],
          1024,
        ),
      );
      expect(Math.abs(Math.max(...columns) - width)).toBeLessThan(8);
      expect(renderer.textWidth('HHHH', { ...font, weight: 700 })).toBeGreaterThan(
        renderer.textWidth('HHHH', { ...font, weight: 400 }),
      );
      expect(renderer.textWidth('HHHH', { ...font, size: 80 })).toBeCloseTo(width * 2, 0);
    });

    it('gives the same pixels for the same page', async () => {
      const text: Mark = {
        kind: 'text',
        text: 'Emphysema 12.4 %',
        x: 40,
        y: 90,
        align: 'left',
        font,
        colour: '#ffffff',
        rim: true,
      };
      expect(Buffer.from((await draw([text], 512)).rgb).equals(Buffer.from((await draw([text], 512)).rgb))).toBe(true);
    });

    const draw = (marks: readonly Mark[], pixels: number) => make().render({ background: '#102030', marks }, pixels);
  });
}

/** At a share of the page from the left and from the top. */
function pixel({ pixels, rgb }: RgbImage, x: number, y: number): number[] {
  const at = (Math.floor(y * pixels) * pixels + Math.floor(x * pixels)) * 3;
  return [...rgb.subarray(at, at + 3)];
}

/** Columns with white in them, in units. */
function inked({ pixels, rgb }: RgbImage): number[] {
  const columns = new Set<number>();
  for (let at = 0; at < rgb.length; at += 3)
    if (rgb[at] > 200) columns.add(((at / 3) % pixels) * (PAGE_UNITS / pixels));
  return [...columns];
}
