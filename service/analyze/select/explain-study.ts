/**
 * What an analysis of a study would choose, without running it: for each series its stacks, and for each stack its facts and
 * why it would be used or not. Plain data, for `cambium analyze --explain`.
 */
import type { SeriesDecision } from '../../assemble/assembly.js';
import type { ErrorCode } from '../../errors/registry.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import type { SeriesFacts } from '../series-facts.js';
import type { StackFacts } from '../volume/stack.js';
import { type Anatomy, regionsShown } from './body-region.js';
import { decide, type StackDecision } from './decide.js';
import { type ReadCandidatesParts, readCandidates } from './read-candidates.js';

export interface Explained {
  readonly used: boolean;
  /** Absent when used. */
  readonly reason?: ErrorCode;
  /** Without a full stop. */
  readonly sentence: string;
}

export interface ExplainedStack extends Explained {
  /** From 1 within its series. */
  readonly number: number;
  /** What tells it from the other stacks of its series; empty if it is alone. */
  readonly label: string;
  readonly facts: StackFacts;
  readonly kernel?: string;
  readonly contrast: SeriesFacts['contrast'];
  readonly contrastBasis: string;
  readonly bodyRegions: readonly string[];
  readonly bodyRegionsFrom: Anatomy['basis'];
  readonly lossy: boolean;
  readonly notes: readonly string[];
  /** One a pack. */
  readonly packs: readonly (Explained & { readonly pack: string })[];
}

export interface ExplainedSeries extends Explained {
  readonly seriesInstanceUid: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly modality: string;
  readonly instances: number;
  /** None if the headers alone speak against it, or if it holds no slice. */
  readonly stacks: readonly ExplainedStack[];
}

export interface ExplainParts extends ReadCandidatesParts {
  readonly packs: readonly LoadedPack[];
}

/** One a series, by Series Number. @throws CambiumError what is no property of a series, such as `object.missing`. */
export async function explainStudy(
  revision: Pick<StudyRevision, 'assembly' | 'instances'>,
  parts: ExplainParts,
): Promise<readonly ExplainedSeries[]> {
  const { stacks, refused } = await readCandidates(revision, parts);
  const decisions = decide(stacks, parts.packs);
  return revision.assembly.series.map((series) => {
    const { seriesInstanceUid, seriesNumber, seriesDescription, modality, instances } = series;
    const own = decisions.filter(({ candidate }) => candidate.stack.seriesInstanceUid === seriesInstanceUid);
    const refusal = refused.find(({ decision }) => decision === series)?.refusal;
    const explained = refusal
      ? { used: false, reason: refusal.reason, sentence: refusal.message.replace(/\.$/, '') }
      : ofSeries(series, own);
    return {
      seriesInstanceUid,
      seriesNumber,
      seriesDescription,
      modality,
      instances,
      ...explained,
      stacks: own.map(explainStack),
    };
  });
}

function ofSeries({ used, reason, sentence }: SeriesDecision, stacks: readonly StackDecision[]): Explained {
  if (stacks.length === 0) return { used, reason, sentence };
  const { used: isUsed, reason: why, sentence: told } = stacks.find((stack) => stack.used) ?? stacks[0];
  return { used: isUsed, reason: why, sentence: told };
}

function explainStack({ candidate, choices, used, reason, sentence }: StackDecision): ExplainedStack {
  const { stack, facts, anatomy, lossy, corrections, disagreements } = candidate;
  return {
    number: stack.number,
    label: stack.label,
    facts: stack.facts,
    ...(facts.kernel && { kernel: facts.kernel }),
    contrast: facts.contrast,
    contrastBasis: facts.contrastBasis,
    bodyRegions: regionsShown(anatomy),
    bodyRegionsFrom: anatomy.basis,
    lossy,
    notes: [...corrections, ...disagreements],
    used,
    ...(reason && { reason }),
    sentence,
    packs: choices.map(({ pack, used, reason, sentence }) => ({ pack: pack.manifest.id, used, reason, sentence })),
  };
}
