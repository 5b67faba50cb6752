/** Every way in which slices can lie along the axes of the patient, in either order: 48. */
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { type CtSeries, PLAIN } from './ct-series.js';

const AXES = [0, 1, 2] as const;
const SIGNS = [1, -1] as const;

export interface Arrangement {
  readonly name: string;
  readonly series: CtSeries;
}

export const ARRANGEMENTS: readonly Arrangement[] = AXES.flatMap((columns) =>
  AXES.filter((axis) => axis !== columns).flatMap((rows) =>
    SIGNS.flatMap((columnSign) =>
      SIGNS.flatMap((rowSign) =>
        SIGNS.map((sliceSign): Arrangement => {
          const slices = AXES[3 - columns - rows];
          return {
            name: `columns ${name(columns, columnSign)}, rows ${name(rows, rowSign)}, files ${name(slices, sliceSign)}`,
            series: {
              ...PLAIN,
              pixelSpacing: [1.1, 0.7],
              orientation: [...towards(columns, columnSign), ...towards(rows, rowSign)],
              positions: PLAIN.positions.map((_, i) => {
                const place = [-20, -30, 40];
                place[slices] += sliceSign * i * 2.5;
                return place as unknown as Vector3;
              }),
            },
          };
        }),
      ),
    ),
  ),
);

function towards(axis: number, sign: number): Vector3 {
  return AXES.map((k) => (k === axis ? sign : 0)) as unknown as Vector3;
}

function name(axis: number, sign: number): string {
  return `${sign > 0 ? '+' : '-'}${'xyz'[axis]}`;
}
