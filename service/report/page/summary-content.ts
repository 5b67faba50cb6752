/** The content of a revision's summary page: its findings, its key slices read back, and where all that comes from. */
import type { Findings, KeyImage } from '../../analyze/findings.js';
import type { SeriesDecision } from '../../assemble/assembly.js';
import { MODEL_NAME } from '../../dicom/product.js';
import type { ObjectStore } from '../../ports/object-store.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import { hasValue, keyImageOf, seriesName, seriesSelection, shortDigest } from '../wording.js';
import type { PageContent, PageKeyImage } from './page-content.js';

export interface SummaryFacts {
  readonly revision: StudyRevision;
  readonly findings: Findings;
  /** Date and time for people. */
  readonly readableTime: string;
  readonly version: string;
}

const MAX_KEY_IMAGES = 2;

export async function summaryContent(facts: SummaryFacts, objects: Pick<ObjectStore, 'get'>): Promise<PageContent> {
  const { revision, findings, readableTime } = facts;
  const keyImages = await Promise.all(chosenKeyImages(findings).map((image) => shown(image, revision, objects)));
  const packs = findings.packs.map(({ id }) => id).join(', ');
  const series = seriesSelection(revision.assembly.series, findings);
  return {
    title: packs ? `CT measurements — ${packs}` : 'CT measurements',
    stamp: revision.revision > 1 ? `revision ${revision.revision} · ${readableTime}` : readableTime,
    results: [...findings.results].sort((a, b) => Number(b.attention) - Number(a.attention)),
    keyImages,
    footer: [usedLine(series), notUsedLine(series), originLine(facts)].filter((line) => line !== ''),
  };
}

/** What gets attention first; a view of each series before a second of one; none twice that only repeats slice and window. */
function chosenKeyImages(findings: Findings): readonly KeyImage[] {
  const ranked = findings.results
    .filter(hasValue)
    .sort((a, b) => Number(b.attention) - Number(a.attention))
    .flatMap((result) => keyImageOf(findings, result) ?? []);
  const views = new Map<string, KeyImage>();
  for (const image of ranked) {
    const { sopInstanceUid, frame, window } = image;
    const view = `${sopInstanceUid} ${frame} ${window.center} ${window.width}`;
    if (!views.has(view)) views.set(view, image);
  }
  const distinct = [...views.values()];
  const firstOfSeries = new Map(distinct.toReversed().map((image) => [image.seriesInstanceUid, image]));
  const isFirst = (image: KeyImage) => firstOfSeries.get(image.seriesInstanceUid) === image;
  return [...distinct.filter(isFirst), ...distinct.filter((image) => !isFirst(image))].slice(0, MAX_KEY_IMAGES);
}

async function shown(
  image: KeyImage,
  revision: StudyRevision,
  objects: Pick<ObjectStore, 'get'>,
): Promise<PageKeyImage> {
  const bytes = await objects.get(image.pixels);
  const hu = Int16Array.from({ length: image.rows * image.columns }, (_, i) => bytes.readInt16LE(i * 2));
  return { ...image, hu, whereabouts: whereabouts(image, revision) };
}

/** As viewers write it. The position along the body is that of Image Position (Patient), z to the head. */
function whereabouts({ sopInstanceUid, frame }: KeyImage, { instances }: StudyRevision): string[] {
  const header = instances.find((instance) => instance.header.sopInstanceUid === sopInstanceUid)?.header;
  if (!header) return [];
  const { seriesNumber, instanceNumber, imagePosition } = header;
  const names = [
    seriesNumber === undefined ? '' : `Se ${seriesNumber}`,
    instanceNumber === undefined ? '' : `Im ${instanceNumber}`,
    frame === undefined ? '' : `Fr ${frame}`,
  ].filter((name) => name !== '');
  return [names.join('  '), ...(imagePosition ? [`z ${imagePosition[2].toFixed(0)} mm`] : [])].filter(
    (line) => line !== '',
  );
}

function usedLine(series: readonly SeriesDecision[]): string {
  const used = series.filter((decision) => decision.used);
  if (used.length === 0) return 'No series of this study could be used.';
  return `Used: ${used.map(described).join('; ')}.`;
}

function notUsedLine(series: readonly SeriesDecision[]): string {
  const others = series.filter((decision) => !decision.used);
  return others.length === 0 ? '' : `Not used: ${others.map(described).join('; ')}.`;
}

function described(decision: SeriesDecision): string {
  return `${seriesName(decision)} (${decision.sentence})`;
}

function originLine({ findings, version }: SummaryFacts): string {
  const packs = findings.packs.map((pack) => `${pack.id} ${pack.version}, sha256 ${shortDigest(pack.digest)}`);
  return [...packs, `${MODEL_NAME} ${version}`].join(' · ');
}
