/** The choices of all packs put together: what becomes of each stack, in one sentence. */
import type { ErrorCode } from '../../errors/registry.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import type { Candidate } from './candidate.js';
import { type Choice, chooseStacks } from './choose-stacks.js';
import { packRules } from './pack-rule.js';

export interface PackChoice extends Choice {
  readonly pack: LoadedPack;
}

export interface StackDecision {
  readonly candidate: Candidate;
  /** One a pack. */
  readonly choices: readonly PackChoice[];
  /** By at least one pack. */
  readonly used: boolean;
  /** Absent when used. */
  readonly reason?: ErrorCode;
  /** One sentence for people, with what they must know of the stack, without a full stop. */
  readonly sentence: string;
}

/** One decision a candidate, by Series Number. */
export function decide(candidates: readonly Candidate[], packs: readonly LoadedPack[]): readonly StackDecision[] {
  const ofPacks = packs.map((pack) => ({ pack, choices: chooseStacks(candidates, packRules(pack.manifest)) }));
  return chooseStacks(candidates, []).map(({ candidate, ...withoutPacks }, i) => {
    const choices = ofPacks.map(({ pack, choices: ofPack }) => ({ ...ofPack[i], pack }));
    const used = choices.some((choice) => choice.used);
    const [first = withoutPacks] = choices;
    const why = choices.length > 0 ? sentences(choices) : [withoutPacks.sentence];
    return {
      candidate,
      choices,
      used,
      ...(!used && { reason: first.reason }),
      sentence: [...why, ...(used ? candidate.corrections : []), ...candidate.disagreements].join('; '),
    };
  });
}

/** Once, if all packs say the same. */
function sentences(choices: readonly PackChoice[]): readonly string[] {
  const distinct = new Set(choices.map(({ sentence }) => sentence));
  if (distinct.size === 1) return [...distinct];
  return choices.map(({ pack, used, sentence }) => `${used ? 'used' : 'not used'} by ${pack.manifest.id}: ${sentence}`);
}
