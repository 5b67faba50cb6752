/**
 * Slices of one group in, the same without exact repeats out: an instance that was sent twice, or sent again under another
 * UID with the same pixels. Whatever differs in a trait is no repeat.
 */
import type { Vector3 } from '../../../dicom/instance-header.js';
import { stackNormal } from '../grid/axes.js';
import type { Slice } from '../slice.js';
import { dot, minus, norm } from '../vector.js';
import { SAME_POSITION_MM } from './slice-gaps.js';

/** Whether two slices have the same pixel data, byte for byte. */
export type SamePixels = (a: Slice, b: Slice) => Promise<boolean>;

export interface Unrepeated {
  readonly slices: readonly Slice[];
  /** For each one left out, the slice that it repeats. */
  readonly repeated: readonly Slice[];
}

/**
 * @param slices sorted along their normal, at least one; of slices that repeat each other the first is kept.
 * @param samePixels is asked only of two slices that nothing in their headers tells apart, and no more once one such pair
 *   has differed: no attribute can part them then, and the stack is refused whatever the others are.
 */
export async function dropRepeats(slices: readonly Slice[], samePixels: SamePixels): Promise<Unrepeated> {
  const kept: Slice[] = [];
  const repeated: Slice[] = [];
  const normal = stackNormal(slices[0]);
  let compare = true;
  for (const slice of slices) {
    const rival = neighbours(kept, slice, normal).find(
      (other) => isSamePlace(other, slice) && hasSameHeader(other, slice),
    );
    if (rival && (isSameInstance(rival, slice) || (compare && (await samePixels(rival, slice))))) {
      repeated.push(rival);
      continue;
    }
    if (rival) compare = false;
    kept.push(slice);
  }
  return { slices: kept, repeated };
}

/** Those at the end of `kept` that lie at the height of `slice`. */
function neighbours(kept: readonly Slice[], { position }: Slice, normal: Vector3): readonly Slice[] {
  const last = kept.findLastIndex((other) => dot(minus(position, other.position), normal) >= SAME_POSITION_MM);
  return kept.slice(last + 1);
}

function isSamePlace(a: Slice, b: Slice): boolean {
  return norm(minus(a.position, b.position)) < SAME_POSITION_MM;
}

function hasSameHeader(a: Slice, b: Slice): boolean {
  const described = ({ traits, format, rescale, transferSyntaxUid }: Slice) =>
    JSON.stringify([Object.entries(traits).toSorted(), format, rescale, transferSyntaxUid]);
  return described(a) === described(b);
}

function isSameInstance({ source: a }: Slice, { source: b }: Slice): boolean {
  return a.sopInstanceUid === b.sopInstanceUid && a.frame === b.frame;
}
