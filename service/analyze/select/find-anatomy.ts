/** What a stack shows, from its pixels and its header together; where they disagree the pixels count, and people are told. */
import type { InstanceHeader } from '../../dicom/instance-header.js';
import { type Anatomy, type RegionShares, regionsShown } from './body-region.js';
import { taggedRegions } from './tagged-regions.js';
import { listed } from './words.js';

export interface FoundAnatomy extends Anatomy {
  /** Set if header and pixels have no region in common. */
  readonly disagreement?: string;
}

/** @param seen from the pixels; empty if nothing was recognised. */
export function findAnatomy(
  seen: RegionShares,
  header: Pick<InstanceHeader, 'bodyPartExamined' | 'seriesDescription'>,
  heightMm: number,
): FoundAnatomy {
  const { regions, words } = taggedRegions(header);
  const shown = regionsShown({ shares: seen });
  if (shown.length === 0) {
    if (regions.length === 0) return { shares: {}, basis: 'unknown', heightMm };
    const shares = Object.fromEntries(regions.map((region) => [region, 1]));
    return { shares, basis: 'header', heightMm };
  }
  const agrees = regions.length === 0 || regions.some((region) => shown.includes(region));
  return {
    shares: seen,
    basis: 'pixels',
    heightMm,
    ...(!agrees && { disagreement: `the header says ${words.slice(0, 32)}, the pixels show ${listed(shown)}` }),
  };
}
