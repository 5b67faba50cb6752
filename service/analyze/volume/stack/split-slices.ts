/**
 * A group of slices in, the stacks in it out: phases, acquisitions or kernels that were stored together. A group is split
 * only by a trait that explains why it is no even stack; two acquisitions that continue each other stay together.
 */
import { stackNormal } from '../grid/axes.js';
import type { Slice } from '../slice.js';
import { dot } from '../vector.js';
import { type SliceGaps, sliceGaps } from './slice-gaps.js';
import { TRAITS, type Trait } from './traits.js';

export interface SplitPart {
  /** Sorted as the group was. */
  readonly slices: readonly Slice[];
  /** What people call the traits by which it was split off, in the order of the splits. */
  readonly labels: readonly string[];
}

/** In the order of the traits' values; one part of the whole group if nothing splits it, or if no split helps. */
export function splitSlices(slices: readonly Slice[]): readonly SplitPart[] {
  const whole = gapsOf(slices);
  for (const trait of TRAITS) {
    const parts = partsBy(trait, slices);
    if (parts.length < 2 || !explains(trait, parts, whole)) continue;
    return parts.flatMap(({ slices: part, labels }) =>
      splitSlices(part).map((inner) => ({ ...inner, labels: [...labels, ...inner.labels] })),
    );
  }
  return [{ slices, labels: [] }];
}

/**
 * A trait that divides the crowd at a place explains it: two phases, each once everywhere. Otherwise all parts must be even
 * stacks that lie among each other (5 mm slices of two phases, 2.5 mm apart, look like one stack) or make up for uneven gaps.
 * A gap where slices are missing is not explained by what lies on either side of it.
 */
function explains({ mayVary }: Trait, parts: readonly SplitPart[], whole: SliceGaps): boolean {
  const gaps = parts.map(({ slices }) => gapsOf(slices));
  const crowded = Math.max(...gaps.map(({ crowd }) => crowd));
  if (whole.crowd > 1 && parts.length * crowded <= whole.crowd) return true;
  if (mayVary || !gaps.every(({ even }, i) => even && parts[i].slices.length > 1)) return false;
  if (whole.crowd > 1 || interleave(parts)) return true;
  return !whole.even && whole.missing.length === 0;
}

/** Whether slices of one part lie between those of another: parts that follow each other change once less than there are parts. */
function interleave(parts: readonly SplitPart[]): boolean {
  const normal = stackNormal(parts[0].slices[0]);
  const heights = parts.flatMap(({ slices }, part) =>
    slices.map(({ position }) => ({ part, height: dot(position, normal) })),
  );
  const sorted = heights.toSorted((a, b) => a.height - b.height);
  return sorted.filter(({ part }, i) => i > 0 && part !== sorted[i - 1].part).length >= parts.length;
}

function partsBy({ name, label }: Trait, slices: readonly Slice[]): readonly SplitPart[] {
  const byValue = new Map<string, Slice[]>();
  for (const slice of slices) {
    const value = slice.traits[name] ?? '';
    const part = byValue.get(value);
    if (part) part.push(slice);
    else byValue.set(value, [slice]);
  }
  return [...byValue]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([value, part]) => ({ slices: part, labels: [value === '' ? `no ${name}` : label(value)] }));
}

function gapsOf(slices: readonly Slice[]): SliceGaps {
  return sliceGaps(
    slices.map(({ position }) => position),
    stackNormal(slices[0]),
  );
}
