/** A trunk drawn into a volume, as a preview has it: few planes far apart. Every part as the test wants it. */

import type { Volume } from '../../../../service/analyze/volume.js';
import { phantomVolume } from '../../../../service/operate/demo/phantom-volume.js';

const MATRIX = 160;
const PIXEL_MM = 2.5;
const PLANES = 20;
const PLANE_MM = 15;

/** HU of what is drawn, at mm from the middle of the plane; undefined for what lies behind it. */
export type Part = (x: number, y: number, plane: number) => number | undefined;

/** Filled ellipse on the planes from `from` to `to`, ends included. */
export function disk(
  hu: number,
  [x0, y0, rx, ry]: readonly [number, number, number, number],
  [from, to]: readonly [number, number] = [0, PLANES - 1],
): Part {
  return (x, y, plane) => {
    const inside = ((x - x0) / rx) ** 2 + ((y - y0) / ry) ** 2 < 1;
    return inside && plane >= from && plane <= to ? hu : undefined;
  };
}

/** Two lungs and a spine with a cortex in fat; in front of all of it `parts`, the first in front. */
export function thorax(...parts: readonly Part[]): Volume {
  return volumeOf([
    ...parts,
    disk(170, [0, 75, 13, 10]),
    disk(600, [0, 75, 19, 16]),
    disk(-850, [-85, 0, 50, 75]),
    disk(-850, [85, 0, 50, 75]),
    disk(-90, [0, 0, 170, 115]),
  ]);
}

export function volumeOf(parts: readonly Part[]): Volume {
  const hu = new Int16Array(MATRIX * MATRIX * PLANES);
  const mm = (index: number) => (index - MATRIX / 2 + 0.5) * PIXEL_MM;
  for (let i = 0; i < hu.length; i++) {
    const [x, y, plane] = [i % MATRIX, Math.floor(i / MATRIX) % MATRIX, Math.floor(i / MATRIX / MATRIX)];
    // Reproducible noise, uniform to ±20 HU.
    const noise = ((i * 7919) % 41) - 20;
    const drawn = parts.map((part) => part(mm(x), mm(y), plane)).find((value) => value !== undefined);
    hu[i] = (drawn ?? -1000) + noise;
  }
  return phantomVolume({
    dims: [MATRIX, MATRIX, PLANES],
    spacing: [PIXEL_MM, PIXEL_MM, PLANE_MM],
    origin: [0, 0, 0],
    hu,
  });
}
