/**
 * A study revision in, its findings out: for every measure of every pack a result, measured or "not analysed (reason)". When
 * it resolves, the key images are in the object store. The same revision gives the same findings, but for their timings.
 */
import type { SeriesDecision } from '../assemble/assembly.js';
import { errorEntry } from '../errors/registry.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { AnalyzeRevisionParts } from './analyze-parts.js';
import { analyzeSeries, type SeriesAnalysis } from './analyze-series.js';
import type { Findings, Result } from './findings.js';
import { checkAttention } from './measures/attention.js';
import { notAnalysed } from './measures/measure-series.js';
import { studyResults } from './measures/study-results.js';
import type { LoadedPack } from './pack/loaded-pack.js';
import { closePacks, openPacks } from './pack/open-pack.js';
import { Timings } from './timings.js';

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
  const used = revision.assembly.series.filter((decision) => decision.used);
  const timings = new Timings();
  const series = await timings.time('totalMs', () => analyzeAll(used, revision, { ...parts, timings }));
  return {
    series: series.map(({ analysed }) => analysed),
    results:
      used.length > 0
        ? studyResults(
            packs,
            series.flatMap(({ results }) => results),
          )
        : nothingEligible(revision, packs),
    keyImages: series.flatMap(({ keyImages }) => keyImages),
    packs: packs.map(({ manifest: { id, version, title }, digest }) => ({ id, version, title, digest })),
    timings: timings.read(),
  };
}

/** One series after the other: each fills most of the memory that the process may use. */
async function analyzeAll(
  used: readonly SeriesDecision[],
  revision: StudyRevision,
  parts: AnalyzeRevisionParts & { readonly timings: Timings },
): Promise<readonly SeriesAnalysis[]> {
  if (used.length === 0) return [];
  const packs = await openPacks(parts.packs, parts.engine, parts.config.threads);
  try {
    const analyses: SeriesAnalysis[] = [];
    for (const decision of used) analyses.push(await analyzeSeries(decision, revision.instances, { ...parts, packs }));
    return analyses;
  } finally {
    await closePacks(packs);
  }
}

/** If the study is one series, its own sentence says more than that nothing was eligible. */
function nothingEligible({ assembly }: StudyRevision, packs: readonly LoadedPack[]): readonly Result[] {
  const { summary, action } = errorEntry('study.nothing-eligible');
  const message = assembly.series.length === 1 ? assembly.series[0].sentence : `${summary} ${action}`;
  return packs.flatMap((pack) =>
    pack.manifest.measures.map((measure) => notAnalysed(pack, measure, { reason: 'study.nothing-eligible', message })),
  );
}
