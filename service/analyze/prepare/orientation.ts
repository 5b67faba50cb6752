/**
 * Which way the axes of an encoder's array run. An orientation names, for x, y and z, the side of the patient to which each
 * counts up (`RAS`: right, anterior, superior); the axis order says which of them is the array's slowest.
 */
import type { Axis } from '../volume.js';

export type AxisName = 'x' | 'y' | 'z';

/** An axis of the array: the axis of the volume that it is, and whether it runs against it. */
export interface ArrayAxis {
  readonly source: Axis;
  readonly reversed: boolean;
}

/** Slowest first. */
export type ArrayAxes = readonly [ArrayAxis, ArrayAxis, ArrayAxis];

/** A volume's axes run to left, posterior and superior. */
const TOWARDS: Readonly<Record<string, ArrayAxis>> = {
  L: { source: 0, reversed: false },
  R: { source: 0, reversed: true },
  P: { source: 1, reversed: false },
  A: { source: 1, reversed: true },
  S: { source: 2, reversed: false },
  I: { source: 2, reversed: true },
};

const PLACE = { x: 0, y: 1, z: 2 } as const satisfies Record<AxisName, number>;

/** One of the 48: three letters, one for each axis of the patient. */
export function isOrientation(code: string): boolean {
  const axes = [...code].map((letter) => TOWARDS[letter]?.source);
  return code.length === 3 && [0, 1, 2].every((axis) => axes.includes(axis as Axis));
}

export function arrayAxes(orientation: string, axisOrder: readonly [AxisName, AxisName, AxisName]): ArrayAxes {
  const axis = (name: AxisName) => TOWARDS[orientation[PLACE[name]]];
  return [axis(axisOrder[0]), axis(axisOrder[1]), axis(axisOrder[2])];
}
