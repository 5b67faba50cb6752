/**
 * One used series in; its results and key images out. The volume and its label map live only within this call: what is kept
 * of them are numbers, and the key images, which are in the object store when it resolves.
 */
import type { SeriesDecision } from '../assemble/assembly.js';
import { CambiumError } from '../errors/registry.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import { analysedSeries, unsuitableSeries } from './analysed-series.js';
import type { AnalyzeSeriesParts } from './analyze-parts.js';
import type { AnalysedSeries, KeyImage, Result } from './findings.js';
import { keepKeyImages } from './keep-key-images.js';
import type { MeasuredSeries, Refusal } from './measures/gates.js';
import { measureSeries, notAnalysed } from './measures/measure-series.js';
import { embedScan } from './pack/embed-scan.js';
import type { OpenPack } from './pack/open-pack.js';
import { findRegions } from './regions/find-regions.js';
import type { Regions } from './regions/labels.js';
import { type SeriesFacts, seriesFacts } from './series-facts.js';
import { buildVolume } from './volume/build-volume.js';
import type { SourceFile } from './volume/source-file.js';
import type { Volume } from './volume.js';

export interface SeriesAnalysis {
  readonly analysed: AnalysedSeries;
  readonly results: readonly Result[];
  readonly keyImages: readonly KeyImage[];
}

export async function analyzeSeries(
  decision: SeriesDecision,
  instances: readonly ReceivedInstance[],
  parts: AnalyzeSeriesParts,
): Promise<SeriesAnalysis> {
  const ofSeries = instancesOf(decision, instances);
  const facts = seriesFacts(ofSeries.map(({ header }) => header));
  try {
    const files = sourceFiles(ofSeries, parts);
    const volume = await parts.timings.time('decodeMs', () =>
      buildVolume({ seriesInstanceUid: decision.seriesInstanceUid, files }, parts.decoder, parts.progress),
    );
    parts.signal.throwIfAborted();
    return await analyzeVolume(volume, facts, parts);
  } catch (error) {
    if (!(error instanceof CambiumError) || error.class !== 'unsuitable') throw error;
    return unsuitable(decision, facts, { packs: parts.packs, why: { reason: error.code, message: error.message } });
  }
}

function instancesOf(decision: SeriesDecision, instances: readonly ReceivedInstance[]): readonly ReceivedInstance[] {
  const chosen = new Set(decision.sopInstanceUids);
  return instances.filter(({ header }) => chosen.has(header.sopInstanceUid));
}

function sourceFiles(
  instances: readonly ReceivedInstance[],
  { instances: stored, signal }: AnalyzeSeriesParts,
): readonly SourceFile[] {
  return instances.map(({ header, object }) => ({
    sopInstanceUid: header.sopInstanceUid,
    head: (length) => stored.head(object.key, length),
    load: () => {
      signal.throwIfAborted();
      return stored.get(object.key);
    },
  }));
}

async function analyzeVolume(volume: Volume, facts: SeriesFacts, parts: AnalyzeSeriesParts): Promise<SeriesAnalysis> {
  const { packs, objects, config, timings, signal, progress } = parts;
  const regions = await timings.time('regionsMs', () => findRegions(volume, progress));
  signal.throwIfAborted();
  const measured: MeasuredSeries = {
    facts,
    sliceMm: Math.max(volume.spacing[2], facts.sliceThickness ?? 0),
    regions: regions.contents,
  };

  const results: Result[] = [];
  const keyImages: KeyImage[] = [];
  for (const pack of packs) {
    const embedding = await timings.time('inferenceMs', () => embed(volume, regions, { pack, signal, progress }));
    const { seriesInstanceUid } = volume;
    const ofPack = measureSeries(pack, { ...measured, seriesInstanceUid, embedding }, config.attention);
    const kept = await timings.time('keyImagesMs', () =>
      keepKeyImages(ofPack, { manifest: pack.manifest, volume, regions, objects }),
    );
    results.push(...kept.results);
    keyImages.push(...kept.keyImages);
  }
  return { analysed: analysedSeries(volume, regions, facts), results, keyImages };
}

function embed(
  { dims, spacing, hu }: Volume,
  { labels }: Regions,
  { pack, signal, progress }: Pick<AnalyzeSeriesParts, 'signal' | 'progress'> & { readonly pack: OpenPack },
) {
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  return embedScan(pack.model, { dims, hu, labels }, { manifest: pack.manifest, voxelMl, signal, progress });
}

/** A series that did not become a volume: every measure says why. */
function unsuitable(
  decision: SeriesDecision,
  facts: SeriesFacts,
  { packs, why }: { readonly packs: readonly OpenPack[]; readonly why: Refusal },
): SeriesAnalysis {
  const { seriesInstanceUid } = decision;
  return {
    analysed: unsuitableSeries(decision, facts, why),
    results: packs.flatMap((pack) =>
      pack.manifest.measures.map((measure) => notAnalysed(pack, measure, { ...why, seriesInstanceUid })),
    ),
    keyImages: [],
  };
}
