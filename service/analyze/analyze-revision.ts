/**
 * A study revision in, its findings out: for every measure of every pack a result, measured or "not analysed (reason)", and
 * for every stack why it was used or not. When it resolves, the key images are in the object store. The same revision
 * gives the same findings, but for their timings.
 */
import type { StudyRevision } from '../ports/study-registry.js';
import { analysedSeries, refusedSeries } from './analysed-series.js';
import type { AnalyzeRevisionParts, AnalyzeStackParts } from './analyze-parts.js';
import { analyzeStack, type StackAnalysis } from './analyze-stack.js';
import type { Findings } from './findings.js';
import { checkAttention } from './measures/attention.js';
import { studyResults } from './measures/study-results.js';
import { unmeasured } from './measures/unmeasured.js';
import { closePacks, openPacks } from './pack/open-pack.js';
import type { Candidate } from './select/candidate.js';
import { decide, type StackDecision } from './select/decide.js';
import { readCandidates } from './select/read-candidates.js';
import { type Refusal, refusalOf } from './select/refusal.js';
import { Timings } from './timings.js';
import type { Stack } from './volume/stack.js';

/**
 * A series that cannot become a volume is a result, not an error.
 * @throws CambiumError what will not pass by itself (`object.*`, `pack.invalid`, `analysis.inference-failed`,
 *   `config.invalid`), and the signal's reason if it aborts.
 */
export async function analyzeRevision(revision: StudyRevision, parts: AnalyzeRevisionParts): Promise<Findings> {
  const { packs, config } = parts;
  checkAttention(
    config.attention,
    packs.map(({ manifest }) => manifest),
  );
  const timings = new Timings();
  const { decisions, analyses, refused } = await timings.time('totalMs', async () => {
    const { stacks, refused } = await timings.time('selectMs', () => readCandidates(revision, parts));
    return { ...(await analyzeChosen(stacks, { ...parts, timings })), refused };
  });
  const used = decisions.flatMap(({ used, candidate }) => (used ? (analyses.get(candidate.stack) ?? []) : []));
  const series = decisions.map((decision) => analysedSeries(decision, analyses.get(decision.candidate.stack)?.shown));
  const results = used.flatMap((analysis) => analysis.results);
  return {
    series: [...series, ...refused.map(refusedSeries)],
    results: studyResults(packs, [...results, ...unmeasured(revision, { packs, decisions, refused })]),
    keyImages: used.flatMap(({ keyImages }) => keyImages),
    packs: packs.map(({ manifest: { id, version, title }, digest }) => ({ id, version, title, digest })),
    timings: timings.read(),
  };
}

interface Chosen {
  readonly decisions: readonly StackDecision[];
  /** Of every stack that is used. */
  readonly analyses: ReadonlyMap<Stack, StackAnalysis>;
}

type ChosenParts = AnalyzeRevisionParts & { readonly timings: Timings };

async function analyzeChosen(candidates: readonly Candidate[], parts: ChosenParts): Promise<Chosen> {
  const decisions = decide(candidates, parts.packs);
  if (!decisions.some(({ used }) => used)) return { decisions, analyses: new Map() };
  const packs = await openPacks(parts.packs, parts.engine, parts.config.threads);
  try {
    return await analyzeInTurn(candidates, { ...parts, packs });
  } finally {
    await closePacks(packs);
  }
}

/**
 * One stack after the other: each fills most of the memory that the process may use. One that turns out to be damaged is
 * refused, and what is left is decided anew, so that the next best takes its place.
 */
async function analyzeInTurn(candidates: readonly Candidate[], parts: AnalyzeStackParts): Promise<Chosen> {
  const analyses = new Map<Stack, StackAnalysis>();
  const damaged = new Map<Stack, Refusal>();
  for (;;) {
    const left = candidates.map((candidate) => ({
      ...candidate,
      refusal: damaged.get(candidate.stack) ?? candidate.refusal,
    }));
    const decisions = decide(left, parts.packs);
    const next = decisions.find((decision) => !isAnalysed(decision, analyses));
    if (!next) return { decisions, analyses };
    const { candidate } = next;
    const packs = parts.packs.filter(({ digest }) => packsOf(next).includes(digest));
    try {
      analyses.set(candidate.stack, await analyzeStack(candidate, { ...parts, packs }));
    } catch (error) {
      damaged.set(candidate.stack, refusalOf(error));
    }
  }
}

/** By every pack that chose it: a second one may have done so when its first choice was found damaged. */
function isAnalysed(decision: StackDecision, analyses: Chosen['analyses']): boolean {
  const done = analyses.get(decision.candidate.stack)?.packs ?? [];
  return packsOf(decision).every((digest) => done.includes(digest));
}

/** Digests of the packs that chose a stack. */
function packsOf({ choices }: StackDecision): readonly string[] {
  return choices.flatMap(({ used, pack }) => (used ? [pack.digest] : []));
}
