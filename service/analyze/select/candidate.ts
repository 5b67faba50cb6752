/** Candidate: a stack that may be analysed, with all that the rules of packs ask of it. */
import type { SeriesFacts } from '../series-facts.js';
import type { Stack } from '../volume/stack.js';
import { type Anatomy, regionsShown } from './body-region.js';
import type { Refusal } from './refusal.js';
import { counted, listed, mm, percent } from './words.js';

export interface Candidate {
  readonly stack: Stack;
  readonly seriesNumber?: number;
  readonly facts: SeriesFacts;
  readonly anatomy: Anatomy;
  /** Compressed with loss, now or ever. */
  readonly lossy: boolean;
  /** Image Type says DERIVED. */
  readonly derived: boolean;
  /** What is done to make a volume of it: `gantry tilt of 18.5° straightened`. */
  readonly corrections: readonly string[];
  /** In what its header and its pixels disagree. */
  readonly disagreements: readonly string[];
  /** Why it is fit for no pack. */
  readonly refusal?: Refusal;
}

/** Larger of slice distance and Slice Thickness, mm: thick slices at small distances average as much. */
export function sliceMm({ stack, facts }: Candidate): number {
  return Math.max(stack.facts.spacingMm, facts.sliceThickness ?? 0);
}

/** `series 3`, `series 3, phase 30 %`; the UID only where a series has no number. */
export function nameOf({ stack, seriesNumber }: Candidate): string {
  const series = `series ${seriesNumber ?? stack.seriesInstanceUid}`;
  return stack.label ? `${series}, ${stack.label}` : series;
}

/** Series Number, those without one last, then UID; stacks of a series by their number. */
export function bySeries(a: Candidate, b: Candidate): number {
  const numbers = (a.seriesNumber ?? Number.MAX_VALUE) - (b.seriesNumber ?? Number.MAX_VALUE);
  if (numbers !== 0) return numbers;
  if (a.stack.seriesInstanceUid === b.stack.seriesInstanceUid) return a.stack.number - b.stack.number;
  return a.stack.seriesInstanceUid < b.stack.seriesInstanceUid ? -1 : 1;
}

/** `300 slices of 1.0 mm, soft kernel, chest (lung air in 82 % of its slices)` */
export function described(candidate: Candidate): string {
  const { stack, facts, derived, lossy } = candidate;
  const { orientation, slices, spacingMm } = stack.facts;
  return [
    `${counted(slices, orientation === 'axial' ? 'slice' : `${orientation} slice`)} of ${mm(spacingMm)}`,
    ...(facts.kernelClass === 'unknown' ? [] : [`${facts.kernelClass} kernel`]),
    ...(facts.contrast === 'unknown' ? [] : [facts.contrast === 'contrast' ? 'with contrast' : 'no contrast']),
    ...(derived ? ['derived'] : []),
    ...(lossy ? ['compressed with loss'] : []),
    anatomyWords(candidate.anatomy),
  ].join(', ');
}

/** What each region is recognised by, of those that are recognised by themselves. */
const SIGNS = { chest: 'lung air', head: 'cranial cavity', pelvis: 'hip bones' } as const;

export function anatomyWords(anatomy: Anatomy): string {
  const regions = regionsShown(anatomy);
  if (anatomy.basis === 'unknown') return 'body region not recognised';
  if (anatomy.basis === 'header') return `${listed(regions)} by its header`;
  return listed(
    regions.map((region) => {
      const sign = Object.entries(SIGNS).find(([name]) => name === region)?.[1];
      return sign ? `${region} (${sign} in ${percent(anatomy.shares[region] ?? 0)} of its slices)` : region;
    }),
  );
}
