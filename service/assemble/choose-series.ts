/**
 * Which candidates are used. Series of the same anatomy compete, and the one that tells the analysis most is used; a
 * series of other anatomy competes with nobody.
 */

import { kernelClass } from '../dicom/reconstruction-kernel.js';
import type { ErrorCode } from '../errors/registry.js';
import { bySeriesNumber, type Series } from './series.js';

export interface Choice {
  readonly series: Series;
  /** The series that was used in its place, and why. */
  readonly lost?: { readonly to: Series; readonly reason: ErrorCode };
}

/** A series is left out when at least this share of what it covers is covered by the one used. */
const SAME_ANATOMY_SHARE = 0.5;

/** One choice a candidate, best first. */
export function chooseSeries(candidates: readonly Series[]): readonly Choice[] {
  const used: Series[] = [];
  return [...candidates].sort(byPreference).map((series) => {
    const to = used.find((chosen) => coversMostOf(series, chosen));
    if (!to) {
      used.push(series);
      return { series };
    }
    const thicker = spacingSteps(series) > spacingSteps(to);
    return { series, lost: { to, reason: thicker ? 'series.thicker-than-chosen' : 'series.same-as-chosen' } };
  });
}

/** In this order: thinner, original, smoother kernel, more slices; the rest only makes the order total. */
function byPreference(a: Series, b: Series): number {
  return (
    spacingSteps(a) - spacingSteps(b) ||
    Number(isDerived(a)) - Number(isDerived(b)) ||
    Number(isSharp(a)) - Number(isSharp(b)) ||
    b.sliceCount - a.sliceCount ||
    bySeriesNumber(a, b)
  );
}

/** Distance between slices in hundredths of a mm: positions are written with few digits. Unknown ones come last. */
function spacingSteps({ geometry }: Series): number {
  return geometry ? Math.round(geometry.spacingMm * 100) : Number.MAX_SAFE_INTEGER;
}

export function isDerived({ slices }: Series): boolean {
  return slices.some(({ header }) => header.imageType[0] === 'DERIVED');
}

function isSharp({ slices }: Series): boolean {
  return kernelClass(slices[0].header.convolutionKernel) === 'sharp';
}

/** Positions can only be compared within one Frame of Reference (PS3.3 §C.7.4.1). */
function coversMostOf(series: Series, chosen: Series): boolean {
  if (!series.geometry || !chosen.geometry) return false;
  if (series.slices[0].header.frameOfReferenceUid !== chosen.slices[0].header.frameOfReferenceUid) return false;
  const { fromMm, toMm } = series.geometry;
  const shared = Math.min(toMm, chosen.geometry.toMm) - Math.max(fromMm, chosen.geometry.fromMm);
  return shared >= SAME_ANATOMY_SHARE * (toMm - fromMm);
}
