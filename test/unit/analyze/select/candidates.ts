/** A candidate that every rule takes, from which a test departs in one point; and rules, read as from a manifest. */
import type { Candidate } from '../../../../service/analyze/select/candidate.js';
import { type PackRule, packRuleSchema } from '../../../../service/analyze/select/pack-rule.js';
import type { SeriesFacts } from '../../../../service/analyze/series-facts.js';
import type { Stack, StackFacts } from '../../../../service/analyze/volume/stack.js';
import { deriveUid, type SeriesInstanceUid } from '../../../../service/dicom/uid.js';

const STACK: StackFacts = {
  slices: 300,
  repeated: 0,
  orientation: 'axial',
  rows: 512,
  columns: 512,
  pixelSpacing: [0.7, 0.7],
  spacingMm: 1,
  tiltDegrees: 0,
  missing: [],
  fromMm: 0,
  toMm: 299,
};

export interface CandidateOptions extends Partial<Omit<Candidate, 'stack' | 'facts'>> {
  readonly stack?: Partial<StackFacts>;
  readonly facts?: Partial<SeriesFacts>;
  readonly number?: number;
  readonly label?: string;
}

/** 300 axial slices of 1.0 mm of a chest. @param seriesNumber undefined for a series that has none. */
export function candidate(seriesNumber: number | undefined, options: CandidateOptions = {}): Candidate {
  const { stack, facts, number = 1, label = '', ...rest } = options;
  return {
    stack: {
      seriesInstanceUid: deriveUid('select', String(seriesNumber)) as SeriesInstanceUid,
      number,
      label,
      slices: [],
      files: [],
      facts: { ...STACK, ...stack },
    } satisfies Stack,
    ...(seriesNumber !== undefined && { seriesNumber }),
    facts: { kernelClass: 'unknown', contrast: 'unknown', contrastBasis: 'nothing is known', ...facts },
    anatomy: chest(),
    lossy: false,
    derived: false,
    corrections: [],
    disagreements: [],
    ...rest,
  };
}

export function chest(heightMm = 300): Candidate['anatomy'] {
  return { shares: { chest: 0.9, abdomen: 0.1 }, basis: 'pixels', heightMm };
}

export const HEAD: Candidate['anatomy'] = { shares: { head: 0.8, neck: 0.2 }, basis: 'pixels', heightMm: 200 };
export const ABDOMEN: Candidate['anatomy'] = { shares: { abdomen: 1 }, basis: 'pixels', heightMm: 300 };

export function rule(options: Readonly<Record<string, unknown>> = {}): PackRule {
  return packRuleSchema.parse({ bodyRegion: 'chest', ...options });
}
