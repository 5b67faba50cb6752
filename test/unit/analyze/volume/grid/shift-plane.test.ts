import { describe, expect, it } from 'vitest';
import { shiftPlane } from '../../../../../service/analyze/volume/grid/shift-plane.js';

const plane = Int16Array.from([0, 10, 20, 30, 40, 50]);
const from = { columns: 3, rows: 2 };

describe('shiftPlane', () => {
  it('moves by whole pixels and fills with what lies outside', () => {
    const shifted = shiftPlane(plane, { from, to: { columns: 4, rows: 3 }, offset: [-1, 0], outside: -1 });
    expect([...shifted]).toEqual([-1, 0, 10, 20, -1, 30, 40, 50, -1, -1, -1, -1]);
  });

  it('interpolates along columns and rows', () => {
    const shifted = shiftPlane(plane, { from, to: { columns: 2, rows: 1 }, offset: [0.25, 0.5], outside: -1 });
    expect([...shifted]).toEqual([17.5, 27.5]);
  });

  it('takes the value of the border up to half a pixel outside of it', () => {
    const shifted = shiftPlane(plane, { from, to: { columns: 4, rows: 1 }, offset: [-0.5, -0.5], outside: -1 });
    expect([...shifted]).toEqual([0, 5, 15, 20]);
    const further = shiftPlane(plane, { from, to: { columns: 2, rows: 1 }, offset: [-0.6, 0], outside: -1 });
    expect(further[0]).toBe(-1);
    expect(further[1]).toBeCloseTo(4, 5);
  });

  it('gives nothing but the outside where planes do not meet', () => {
    const shifted = shiftPlane(plane, { from, to: { columns: 2, rows: 2 }, offset: [7, 0], outside: -1 });
    expect([...shifted]).toEqual([-1, -1, -1, -1]);
  });
});
