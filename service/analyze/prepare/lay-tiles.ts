/** The `tile` and `slices` steps: where the pieces lie that the encoder takes one by one. */
import { CambiumError } from '../../errors/registry.js';
import { spacingMm } from './axis-samples.js';
import { type Draft, mapAxes, nextPad, withPad } from './draft.js';
import type { Triple } from './plan.js';
import type { StepOf } from './steps.js';
import { sliceStarts, tileStarts } from './tile-starts.js';

/** @throws CambiumError `pack.invalid` if tiles are to shift in an array that is shorter than they are */
export function layTiles(draft: Draft, { size, overlap, margin, order, edge }: StepOf<'tile'>): Draft {
  const shift = edge === 'shift';
  const tooShort = draft.axes.some(({ at }, k) => at.length < size[k]);
  if (shift && tooShort)
    throw new CambiumError('pack.invalid', 'The tile step shifts, but an axis is shorter than a tile.');
  const starts = mapAxes(draft.axes, ({ at }, k) =>
    tileStarts({ length: at.length, size: size[k], overlap: overlap[k], margin: margin[k], shift }),
  );
  if (typeof edge !== 'number') return { ...draft, tiles: { size, starts, order, edge: 'replicate' } };
  return { ...withPad(draft, () => edge), tiles: { size, starts, order, edge: nextPad(draft) } };
}

const PLANE_NORMAL = { sagittal: 0, coronal: 1, axial: 2 } as const;

export function layPlanes(draft: Draft, { plane, strideMm }: StepOf<'slices'>): Draft {
  const isNormal = (source: number) => source === PLANE_NORMAL[plane];
  const size: Triple<number> = mapAxes(draft.axes, ({ source, at }) => (isNormal(source) ? 1 : at.length));
  const starts = mapAxes(draft.axes, (axis) =>
    isNormal(axis.source) ? sliceStarts(axis.at.length, spacingMm(axis), strideMm) : [0],
  );
  return { ...draft, tiles: { size, starts, order: 'last-fastest', edge: 'replicate' } };
}
