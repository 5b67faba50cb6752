/** Parts of the body, from inferior to superior, and what is known of which of them a stack shows. */
export const BODY_REGIONS = ['pelvis', 'abdomen', 'chest', 'neck', 'head'] as const;
export type BodyRegion = (typeof BODY_REGIONS)[number];

/** Share of a stack's height that each region takes, 0 to 1; a region that is not there has none, one that only the header names 1. */
export type RegionShares = Readonly<Partial<Record<BodyRegion, number>>>;

export interface Anatomy {
  readonly shares: RegionShares;
  /** Where the shares are from: seen in the pixels; only named by the header; neither. */
  readonly basis: 'pixels' | 'header' | 'unknown';
  /** mm along the patient's head-foot axis that the stack covers. */
  readonly heightMm: number;
}

/** Less of a region is its neighbour's edge. */
const LEAST_SHARE = 0.08;

/** Regions that a stack shows more than the edge of, from superior. */
export function regionsShown({ shares }: Pick<Anatomy, 'shares'>): readonly BodyRegion[] {
  return BODY_REGIONS.filter((region) => (shares[region] ?? 0) >= LEAST_SHARE).reverse();
}

/** mm of a region that the stack covers; its whole height for `any`, and where the pixels do not tell. */
export function coveredMm({ shares, basis, heightMm }: Anatomy, region: BodyRegion | 'any'): number {
  if (region === 'any' || basis !== 'pixels') return heightMm;
  return heightMm * (shares[region] ?? 0);
}
