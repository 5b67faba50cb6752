/** Why a pack does not take a stack at all, as a table: the first that applies is what people are told. */
import type { ErrorCode } from '../../errors/registry.js';
import { coveredMm, regionsShown } from './body-region.js';
import { type Candidate, sliceMm } from './candidate.js';
import type { ContrastState } from './contrast-phase.js';
import type { PackRule } from './pack-rule.js';
import { listed, mm } from './words.js';

export interface Exclusion {
  readonly code: ErrorCode;
  applies(candidate: Candidate, rule: PackRule): boolean;
  sentence(candidate: Candidate, rule: PackRule): string;
}

/** Slice positions are rounded: 3.02 mm counts as 3. */
const SLICE_TOLERANCE_MM = 0.05;

/** States of contrast that a rule does not take; the preferences take all. */
const NOT_TAKEN = {
  any: [],
  'prefer-contrast': [],
  'prefer-non': [],
  contrast: ['non-contrast', 'unknown'],
  'non-or-unknown': ['contrast'],
  non: ['contrast', 'unknown'],
} as const satisfies Record<PackRule['contrast'], readonly ContrastState[]>;

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    code: 'series.lossy',
    applies: ({ lossy }, rule) => lossy && rule.lossy === 'refused',
    sentence: () => 'compressed with loss',
  },
  {
    code: 'series.other-region',
    applies: ({ anatomy }, { bodyRegion }) =>
      bodyRegion !== 'any' && anatomy.basis === 'pixels' && !regionsShown(anatomy).includes(bodyRegion),
    sentence: ({ anatomy }, { bodyRegion }) => `${listed(regionsShown(anatomy))}, not ${bodyRegion}`,
  },
  {
    code: 'series.other-phase',
    applies: ({ facts }, rule) => {
      const notTaken: readonly ContrastState[] = NOT_TAKEN[rule.contrast];
      return notTaken.includes(facts.contrast);
    },
    sentence: ({ facts }, { contrast }) =>
      `${facts.contrastBasis}; a series ${contrast === 'contrast' ? 'with' : 'without'} contrast medium is needed`,
  },
  {
    code: 'series.kernel',
    applies: ({ facts }, { kernels }) => kernels.excluded.some((excluded) => excluded === facts.kernelClass),
    sentence: ({ facts }) => `kernel ${facts.kernel} is ${facts.kernelClass}`,
  },
  {
    code: 'series.too-thick',
    applies: (candidate, rule) => sliceMm(candidate) > rule.sliceMm.max + SLICE_TOLERANCE_MM,
    sentence: (candidate, rule) => `slices of ${mm(sliceMm(candidate))}, at most ${mm(rule.sliceMm.max)} are taken`,
  },
  {
    code: 'series.coverage',
    applies: ({ anatomy }, rule) => coveredMm(anatomy, rule.bodyRegion) < rule.minCoverageMm,
    sentence: ({ anatomy }, { bodyRegion, minCoverageMm }) => {
      const what = bodyRegion === 'any' ? 'body' : bodyRegion;
      return `covers ${coveredMm(anatomy, bodyRegion).toFixed(0)} mm of the ${what}, less than ${minCoverageMm} mm`;
    },
  },
];
