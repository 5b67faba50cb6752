/**
 * What makes one stack better than another for a rule, as a table: each criterion gives a share of its points, and their sum
 * ranks the stacks. The points say what counts how much: half a region is worse than thick slices, thick slices worse than
 * a sharp kernel.
 */
import type { ErrorCode } from '../../errors/registry.js';
import { coveredMm, regionsShown } from './body-region.js';
import { anatomyWords, type Candidate, nameOf, sliceMm } from './candidate.js';
import type { ContrastState } from './contrast-phase.js';
import type { PackRule } from './pack-rule.js';
import { mm } from './words.js';

export interface Contest {
  readonly rule: PackRule;
  /** Largest height of the wanted region that a stack of the contest covers, mm. */
  readonly mostMm: number;
}

export interface Criterion {
  readonly points: number;
  /** Of the points, 0 to 1. */
  share(candidate: Candidate, contest: Contest): number;
  readonly code: ErrorCode;
  /** What people are told of a stack that got fewer points for this than the winner. */
  lost(candidate: Candidate, winner: Candidate, contest: Contest): string;
}

/** Covering so much of what the best one covers is as good: ends are set by hand. */
const AS_FAR = 0.9;

export const CRITERIA: readonly Criterion[] = [
  {
    // Squared: half of a region is worth less than half, for most measures need all of it.
    points: 60,
    share: ({ anatomy }, { rule, mostMm }) => {
      const share = mostMm > 0 ? coveredMm(anatomy, rule.bodyRegion) / mostMm : 1;
      return share >= AS_FAR ? 1 : share ** 2;
    },
    code: 'series.less-suitable',
    lost: ({ anatomy }, winner, { rule, mostMm }) => {
      const part = `${coveredMm(anatomy, rule.bodyRegion).toFixed(0)} of ${mostMm.toFixed(0)} mm`;
      return `covers less of the ${rule.bodyRegion === 'any' ? 'body' : rule.bodyRegion} than ${nameOf(winner)} (${part})`;
    },
  },
  {
    points: 40,
    share: ({ anatomy }, { rule }) => {
      if (rule.bodyRegion === 'any' || anatomy.basis === 'pixels') return 1;
      return anatomy.basis === 'header' && regionsShown(anatomy).includes(rule.bodyRegion) ? 0.75 : 0;
    },
    code: 'series.less-suitable',
    lost: ({ anatomy }, winner) => `${anatomyWords(anatomy)}; ${nameOf(winner)} shows ${anatomyWords(winner.anatomy)}`,
  },
  {
    points: 30,
    share: (candidate, { rule: { sliceMm: wanted } }) => {
      const over = Math.max(0, sliceMm(candidate) - wanted.preferred);
      return over === 0 ? 1 : Math.max(0, 1 - over / (wanted.max - wanted.preferred));
    },
    code: 'series.thicker-than-chosen',
    lost: (candidate, winner) => `thicker than ${nameOf(winner)} (${mm(sliceMm(candidate))})`,
  },
  {
    points: 25,
    share: ({ facts }, { rule }) => CONTRAST_SHARES[rule.contrast]?.[facts.contrast] ?? 1,
    code: 'series.less-suitable',
    lost: ({ facts }, winner) => `${facts.contrastBasis}; ${nameOf(winner)} suits better`,
  },
  {
    points: 20,
    share: ({ facts }, { rule: { kernels } }) => {
      if (kernels.preferred.length === 0) return 1;
      if (facts.kernelClass === 'unknown') return 0.5;
      return Number(kernels.preferred.includes(facts.kernelClass));
    },
    code: 'series.less-suitable',
    lost: ({ facts }, winner) => `${kernelWords(facts.kernelClass)}; that of ${nameOf(winner)} suits better`,
  },
  {
    points: 20,
    share: ({ lossy }) => Number(!lossy),
    code: 'series.less-suitable',
    lost: (_, winner) => `compressed with loss; ${nameOf(winner)} is not`,
  },
  {
    points: 15,
    share: ({ stack }, { rule }) => Number(rule.orientation === 'any' || stack.facts.orientation === 'axial'),
    code: 'series.less-suitable',
    lost: ({ stack }, winner) => `${stack.facts.orientation}; ${nameOf(winner)} is axial`,
  },
  {
    points: 10,
    share: ({ derived }) => Number(!derived),
    code: 'series.less-suitable',
    lost: (_, winner) => `derived from another series; ${nameOf(winner)} is original`,
  },
];

/** What is not known stands between. Without an entry, all are equally good. */
const CONTRAST_SHARES: Readonly<Partial<Record<PackRule['contrast'], Readonly<Record<ContrastState, number>>>>> = {
  'prefer-contrast': { contrast: 1, unknown: 0.5, 'non-contrast': 0 },
  'prefer-non': { contrast: 0, unknown: 0.5, 'non-contrast': 1 },
  'non-or-unknown': { contrast: 0, unknown: 0.5, 'non-contrast': 1 },
};

function kernelWords(kernel: Candidate['facts']['kernelClass']): string {
  return kernel === 'unknown' ? 'kernel not known' : `${kernel} kernel`;
}
