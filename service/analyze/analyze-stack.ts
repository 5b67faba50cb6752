/**
 * A stack and the packs that chose it in; their results and key images out. The volume and its label map live only within
 * this call: what is kept of them are numbers, and the key images, which are in the object store when it resolves.
 */
import { type Shown, shownIn } from './analysed-series.js';
import type { AnalyzeStackParts } from './analyze-parts.js';
import type { KeyImage, Result } from './findings.js';
import { keepKeyImages } from './keep-key-images.js';
import type { MeasuredSeries } from './measures/gates.js';
import { measureSeries } from './measures/measure-series.js';
import { embedScan } from './pack/embed-scan.js';
import type { OpenPack } from './pack/open-pack.js';
import { findRegions } from './regions/find-regions.js';
import type { Regions } from './regions/labels.js';
import type { Candidate } from './select/candidate.js';
import { buildVolume } from './volume/build-volume.js';
import type { Volume } from './volume.js';

export interface StackAnalysis {
  /** Digests of the packs that measured it. */
  readonly packs: readonly string[];
  readonly shown: Shown;
  readonly results: readonly Result[];
  readonly keyImages: readonly KeyImage[];
}

/** @throws CambiumError of class `unsuitable` if the stack turns out to be no volume: damaged pixels show only now. */
export async function analyzeStack(candidate: Candidate, parts: AnalyzeStackParts): Promise<StackAnalysis> {
  const { decoder, beside, timings, signal, progress } = parts;
  const volume = await timings.time('decodeMs', () => buildVolume(candidate.stack, decoder, { progress }));
  signal.throwIfAborted();
  const regions = await timings.time('regionsMs', () => findRegions(volume, { progress, beside }));
  signal.throwIfAborted();

  const { facts, corrections, disagreements, lossy } = candidate;
  const notes = [...corrections, ...disagreements, ...(lossy ? ['the images were compressed with loss'] : [])];
  const sliceMm = Math.max(volume.spacing[volume.layout.axes.slices], facts.sliceThickness ?? 0);
  return {
    packs: parts.packs.map(({ digest }) => digest),
    shown: shownIn(volume, regions),
    ...(await measureAll(volume, { facts, notes, sliceMm, regions: regions.contents }, { ...parts, regions })),
  };
}

async function measureAll(
  volume: Volume,
  measured: MeasuredSeries,
  { regions, packs, objects, config, timings, signal, progress }: AnalyzeStackParts & { readonly regions: Regions },
): Promise<Pick<StackAnalysis, 'results' | 'keyImages'>> {
  const results: Result[] = [];
  const keyImages: KeyImage[] = [];
  const { seriesInstanceUid } = volume;
  for (const pack of packs) {
    const embedding = await timings.time('inferenceMs', () => embed(volume, regions, { pack, signal, progress }));
    const ofPack = measureSeries(pack, { ...measured, seriesInstanceUid, embedding }, config.attention);
    const kept = await timings.time('keyImagesMs', () =>
      keepKeyImages(ofPack, { manifest: pack.manifest, volume, regions, objects }),
    );
    results.push(...kept.results);
    keyImages.push(...kept.keyImages);
  }
  return { results, keyImages };
}

function embed(
  { dims, spacing, hu }: Volume,
  { labels }: Regions,
  { pack, signal, progress }: Pick<AnalyzeStackParts, 'signal' | 'progress'> & { readonly pack: OpenPack },
) {
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  return embedScan(pack.model, { dims, hu, labels }, { manifest: pack.manifest, voxelMl, signal, progress });
}
