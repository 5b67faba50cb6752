import { describe, expect, it } from 'vitest';
import { bodyBox, cropped } from '../../../../service/report/page/crop.js';
import { windowed } from '../../../../service/report/page/window.js';

describe('a windowed slice', () => {
  it('is the linear function of PS3.3 C.11.2.1.2.1', () => {
    const window = { center: 40, width: 80 };
    expect([...windowed(Int16Array.of(-1024, 0, 40, 79, 3071), window)]).toEqual([0, 0, 129, 255, 255]);
  });

  it('is a threshold when the window is one unit wide', () => {
    expect([...windowed(Int16Array.of(39, 40), { center: 40, width: 1 })]).toEqual([0, 255]);
  });
});

describe('the part of a slice that is shown', () => {
  const [rows, columns] = [40, 60];

  function slice(...blocks: readonly (readonly [left: number, top: number, right: number, bottom: number])[]) {
    const hu = new Int16Array(rows * columns).fill(-1000);
    for (const [left, top, right, bottom] of blocks) {
      for (let row = top; row < bottom; row++) hu.fill(40, row * columns + left, row * columns + right);
    }
    return { hu, rows, columns };
  }

  it('is the largest connected part with a margin, not the table below it', () => {
    const box = bodyBox(slice([20, 5, 40, 25], [0, 30, 60, 32]), []);
    expect(box).toEqual({ left: 19, top: 4, right: 41, bottom: 26 });
  });

  it('does not join what the rows of memory join: the right edge and the left edge of the next row', () => {
    expect(bodyBox(slice([58, 0, 60, 20], [0, 1, 2, 30]), [])).toMatchObject({ left: 0, right: 3 });
  });

  it('holds every outline, also one outside the body', () => {
    const box = bodyBox(slice([20, 5, 40, 25]), [
      [
        [50.5, 35.2],
        [51, 35.2],
        [51, 36],
      ],
    ]);
    expect(box.right).toBeGreaterThanOrEqual(51);
    expect(box.bottom).toBeGreaterThanOrEqual(36);
  });

  it('is the whole slice where there is only air', () => {
    expect(bodyBox(slice(), [])).toEqual({ left: 0, top: 0, right: columns, bottom: rows });
  });

  it('keeps the pixels in place', () => {
    const part = cropped(slice([20, 5, 21, 6]), { left: 19, top: 4, right: 22, bottom: 7 });
    expect([part.rows, part.columns, part.hu.indexOf(40)]).toEqual([3, 3, 4]);
  });
});
