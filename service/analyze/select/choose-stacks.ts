/**
 * Which stacks a pack takes. Each of its rules takes the best candidate that it does not exclude, by the points of its
 * criteria; of equals the first by Series Number. Pure: the same candidates, in whatever order, give the same choices.
 */
import type { ErrorCode } from '../../errors/registry.js';
import { coveredMm, regionsShown } from './body-region.js';
import { bySeries, type Candidate, described, nameOf } from './candidate.js';
import { type Contest, CRITERIA } from './criteria.js';
import { EXCLUSIONS } from './exclusions.js';
import type { PackRule } from './pack-rule.js';
import { listed } from './words.js';

export interface Choice {
  readonly candidate: Candidate;
  readonly used: boolean;
  /** Absent when used. */
  readonly reason?: ErrorCode;
  /** Why, without a full stop. */
  readonly sentence: string;
  /** What kept it from being used is in the stack itself, not that another one is better. */
  readonly unsuitable: boolean;
}

/** One choice a candidate, by Series Number. */
export function chooseStacks(candidates: readonly Candidate[], rules: readonly PackRule[]): readonly Choice[] {
  const sorted = candidates.toSorted(bySeries);
  const verdicts = rules.map((rule) => judge(sorted, rule));
  return sorted.map((candidate) => {
    const ofRules = verdicts.flatMap((verdict) => verdict.get(candidate) ?? []);
    return (
      ofRules.find(({ used }) => used) ??
      ofRules.find(({ unsuitable }) => !unsuitable) ??
      ofRules.find(({ reason }) => reason !== 'series.other-region') ??
      unsuitable(candidate, { reason: 'series.other-region', sentence: otherRegion(candidate, rules) })
    );
  });
}

/** No rule wants what the stack shows: said once for all of them. */
function otherRegion({ anatomy }: Candidate, rules: readonly PackRule[]): string {
  if (rules.length === 0) return 'no pack is loaded that could use it';
  return `${listed(regionsShown(anatomy))}; the pack measures ${listed(rules.map(({ bodyRegion }) => bodyRegion))}`;
}

/** What one rule says of each candidate. Sorting is stable: of equals the first by Series Number wins. */
function judge(candidates: readonly Candidate[], rule: PackRule): ReadonlyMap<Candidate, Choice> {
  const excluded = candidates.flatMap((candidate) => exclude(candidate, rule) ?? []);
  const contestants = candidates.filter((one) => !excluded.some(({ candidate }) => candidate === one));
  const mostMm = Math.max(0, ...contestants.map(({ anatomy }) => coveredMm(anatomy, rule.bodyRegion)));
  const contest = { rule, mostMm };
  const ranked = contestants.toSorted((a, b) => total(b, contest) - total(a, contest));
  const contested = ranked.map((candidate, place) =>
    place === 0 ? used(candidate) : lost(candidate, ranked[0], contest),
  );
  return new Map([...excluded, ...contested].map((choice) => [choice.candidate, choice]));
}

function used(candidate: Candidate): Choice {
  return { candidate, used: true, sentence: described(candidate), unsuitable: false };
}

function exclude(candidate: Candidate, rule: PackRule): Choice | undefined {
  const { refusal } = candidate;
  if (refusal) return unsuitable(candidate, { reason: refusal.reason, sentence: refusal.message.replace(/\.$/, '') });
  const exclusion = EXCLUSIONS.find((each) => each.applies(candidate, rule));
  return exclusion && unsuitable(candidate, { reason: exclusion.code, sentence: exclusion.sentence(candidate, rule) });
}

function unsuitable(candidate: Candidate, why: { readonly reason: ErrorCode; readonly sentence: string }): Choice {
  return { candidate, used: false, unsuitable: true, ...why };
}

/** Told by the criterion that cost it most. */
function lost(candidate: Candidate, winner: Candidate, contest: Contest): Choice {
  const told = { candidate, used: false, unsuitable: false } as const;
  if (total(candidate, contest) === total(winner, contest)) {
    return { ...told, reason: 'series.same-as-chosen', sentence: `as good as ${nameOf(winner)}, which comes first` };
  }
  const deficits = CRITERIA.map(({ points, share }) => points * (share(winner, contest) - share(candidate, contest)));
  const { code, lost: sentence } = CRITERIA[deficits.indexOf(Math.max(...deficits))];
  return { ...told, reason: code, sentence: sentence(candidate, winner, contest) };
}

/** Whole points: what differs by a rounding is equally good. */
function total(candidate: Candidate, contest: Contest): number {
  return Math.round(CRITERIA.reduce((sum, { points, share }) => sum + points * share(candidate, contest), 0));
}
