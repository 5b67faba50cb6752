/**
 * Slices of a series in, groups that could each be one stack out: of one frame of reference, one orientation, one matrix
 * and pixel spacing, localizers apart. A group is sorted along its normal.
 */
import { stackNormal } from '../grid/axes.js';
import { compareSources, type Slice } from '../slice.js';
import { dot } from '../vector.js';
import { STACK_ID } from './traits.js';

/** Orientations are written with six decimals; 0.1° moves the far corner of a slice by less than a pixel. */
const ORIENTATION_TOLERANCE_COSINE = Math.cos((0.1 * Math.PI) / 180);
/** Relative. Over 512 columns it adds up to half a pixel. */
const PIXEL_SPACING_TOLERANCE = 0.001;

/** In an order that does not depend on that of `slices`: the largest group first. None is empty. */
export function groupSlices(slices: readonly Slice[]): readonly (readonly Slice[])[] {
  const groups: Slice[][] = [];
  for (const slice of slices.toSorted(compareSources)) {
    const group = groups.find(([first]) => fits(slice, first));
    if (group) group.push(slice);
    else groups.push([slice]);
  }
  return groups.toSorted((a, b) => b.length - a.length || compareSources(a[0], b[0])).map(sorted);
}

function fits(a: Slice, b: Slice): boolean {
  return (
    a.frameOfReferenceUid === b.frameOfReferenceUid &&
    isLocalizer(a) === isLocalizer(b) &&
    a.traits[STACK_ID] === b.traits[STACK_ID] &&
    dot(a.rowDirection, b.rowDirection) >= ORIENTATION_TOLERANCE_COSINE &&
    dot(a.columnDirection, b.columnDirection) >= ORIENTATION_TOLERANCE_COSINE &&
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.pixelSpacing.every((mm, i) => Math.abs(mm - b.pixelSpacing[i]) <= PIXEL_SPACING_TOLERANCE * mm)
  );
}

/** Value 3 of Image Type and Frame Type (PS3.3 §C.8.2.1.1.1, §C.8.15.3.1.1). */
export function isLocalizer({ imageType }: Slice): boolean {
  return imageType[2] === 'LOCALIZER';
}

function sorted(slices: readonly Slice[]): readonly Slice[] {
  const normal = stackNormal(slices[0]);
  return slices.toSorted((a, b) => dot(a.position, normal) - dot(b.position, normal) || compareSources(a, b));
}
