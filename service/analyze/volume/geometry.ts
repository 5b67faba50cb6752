/**
 * Slices in any order in, the stack they form out, or the reason why they form none. Positions and orientations alone
 * decide: never Slice Thickness, Instance Number or Patient Position, which are often wrong or missing.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import { CambiumError } from '../../errors/registry.js';
import { checkSpacing } from './check-spacing.js';
import { checkTilt } from './check-tilt.js';
import type { SliceGeometry } from './slice.js';
import { cross, dot, minus, norm, unit } from './vector.js';

/** Orientations are written with six decimals; 0.1° moves the far corner of a slice by less than a pixel. */
const ORIENTATION_TOLERANCE_DEGREES = 0.1;
/** Relative. Over 512 columns it adds up to half a pixel. */
const PIXEL_SPACING_TOLERANCE = 0.001;

const X: Vector3 = [1, 0, 0];
const Y: Vector3 = [0, 1, 0];
const Z: Vector3 = [0, 0, 1];

export interface SliceArrangement<S extends SliceGeometry> {
  /** From inferior to superior. */
  readonly slices: readonly S[];
  /** mm between consecutive positions. */
  readonly spacing: number;
  /** Unit vector in LPS from one position to the next; within half a degree of the normal. */
  readonly direction: Vector3;
}

/**
 * Sorts slices along their normal. The reasons come in the order in which they explain each other: slices of two
 * orientations have no common normal, doubled positions make every gap look wrong, a gap is a gap in a tilted stack too.
 * @throws CambiumError `series.too-few-slices`, `geometry.mixed-orientation`, `.rotated`, `.mixed-matrix`,
 *   `.duplicate-position`, `.missing-slice`, `.uneven-spacing`, `.tilted`, `.shifted`
 */
export function arrangeSlices<S extends SliceGeometry>(slices: readonly S[]): SliceArrangement<S> {
  if (slices.length < 2) throw new CambiumError('series.too-few-slices', 'One slice is no volume.');
  checkOrientations(slices);
  checkMatrices(slices);
  const normal = stackNormal(slices[0]);
  const sorted = slices.toSorted((a, b) => dot(a.position, normal) - dot(b.position, normal));
  const positions = sorted.map(({ position }) => position);
  checkSpacing(positions, normal);
  checkTilt(positions, normal, Math.min(...slices[0].pixelSpacing));
  const span = minus(positions[positions.length - 1], positions[0]);
  return { slices: sorted, spacing: norm(span) / (slices.length - 1), direction: unit(span) };
}

function checkOrientations(slices: readonly SliceGeometry[]): void {
  const [first] = slices;
  const cosine = Math.cos((ORIENTATION_TOLERANCE_DEGREES * Math.PI) / 180);
  const odd = slices.filter(
    ({ rowDirection, columnDirection }) =>
      dot(rowDirection, first.rowDirection) < cosine || dot(columnDirection, first.columnDirection) < cosine,
  );
  if (odd.length > 0) {
    throw new CambiumError(
      'geometry.mixed-orientation',
      `${odd.length} of ${slices.length} slices lie otherwise than the first.`,
    );
  }
  if (new Set(slices.map(({ frameOfReferenceUid }) => frameOfReferenceUid)).size > 1) {
    throw new CambiumError('geometry.mixed-orientation', 'Their positions refer to different frames of reference.');
  }
}

function checkMatrices(slices: readonly SliceGeometry[]): void {
  const [first] = slices;
  const odd = slices.find(
    ({ rows, columns, pixelSpacing }) =>
      rows !== first.rows ||
      columns !== first.columns ||
      differ(pixelSpacing[0], first.pixelSpacing[0]) ||
      differ(pixelSpacing[1], first.pixelSpacing[1]),
  );
  if (odd) throw new CambiumError('geometry.mixed-matrix', `${matrixText(first)} and ${matrixText(odd)}.`);
}

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > PIXEL_SPACING_TOLERANCE * b;
}

function matrixText({ rows, columns, pixelSpacing }: SliceGeometry): string {
  return `${columns} × ${rows} pixels of ${pixelSpacing[1]} × ${pixelSpacing[0]} mm`;
}

/** The slices' unit normal, turned to superior. Throws `geometry.rotated` if an axis is nearer to another one than its own. */
function stackNormal({ rowDirection, columnDirection }: SliceGeometry): Vector3 {
  const normal = cross(rowDirection, columnDirection);
  const cosines = [dot(rowDirection, X), dot(columnDirection, Y), dot(normal, Z)];
  if (cosines.some((cosine) => Math.abs(cosine) < Math.SQRT1_2)) throw new CambiumError('geometry.rotated');
  return normal[2] < 0 ? minus([0, 0, 0], normal) : normal;
}
