/**
 * Results of a series in; the same with a key image for each measured one out. When it resolves, the slices' pixels are in
 * the object store: the volume is gone by the time a report is made.
 */
import { createHash } from 'node:crypto';
import type { ObjectKey, ObjectStore } from '../ports/object-store.js';
import type { KeyImage, Result } from './findings.js';
import { sourceGrid } from './key-image/choose-slice.js';
import { type KeyImageSubject, type KeySlice, keyImage } from './key-image/key-image.js';
import { countLabels, type LabelledVolume } from './key-image/label-counts.js';
import { labelNames, type Manifest } from './pack/manifest.js';
import type { Measure } from './pack/measure.js';
import type { Regions } from './regions/labels.js';
import { planeEdges, sourcePlane } from './volume/source-plane.js';
import type { Volume } from './volume.js';

export interface KeyImageParts {
  readonly manifest: Manifest;
  readonly volume: Volume;
  readonly regions: Regions;
  readonly objects: Pick<ObjectStore, 'put'>;
}

export interface ShownResults {
  readonly results: readonly Result[];
  readonly keyImages: readonly KeyImage[];
}

/** One after the other: two measures may show the same slice, which is then one object. */
export async function keepKeyImages(results: readonly Result[], parts: KeyImageParts): Promise<ShownResults> {
  const measured = results.filter(({ state }) => state === 'measured');
  if (measured.length === 0) return { results, keyImages: [] };
  const keySlices = new KeySlices(countLabels(parts.volume, parts.regions.labels));
  const shown: Result[] = [];
  const keyImages: KeyImage[] = [];
  for (const result of results) {
    const measure = parts.manifest.measures.find(({ id }) => id === result.measure);
    if (result.state !== 'measured' || !measure) {
      shown.push(result);
      continue;
    }
    const slice = keySlices.of(subjectOf(measure, parts.manifest));
    const image = slice && (await keepKeyImage(measure, slice, parts));
    shown.push(image ? { ...result, keyImage: image.id } : withoutVoxels(result));
    if (image) keyImages.push(image);
  }
  return { results: shown, keyImages };
}

/** Two measures of the same subject, such as a volume and its asymmetry, are looked for once. */
class KeySlices {
  readonly #found = new Map<string, KeySlice | undefined>();

  constructor(readonly labelled: LabelledVolume) {}

  of(subject: KeyImageSubject): KeySlice | undefined {
    const key = JSON.stringify(subject);
    if (!this.#found.has(key)) this.#found.set(key, keyImage(this.labelled, subject));
    return this.#found.get(key);
  }
}

async function keepKeyImage(measure: Measure, slice: KeySlice, parts: KeyImageParts): Promise<KeyImage> {
  const { manifest, volume, objects } = parts;
  const { sopInstanceUid, sopClassUid, frame } = volume.slices[slice.slice];
  const { window, caption, captionOfFallback } = measure.keyImage;
  const { spacing, dims } = sourceGrid(volume);
  return {
    // By the slice, not the series: two stacks of a series may be measured.
    id: [manifest.id, measure.id, sopInstanceUid, ...(frame !== undefined ? [frame] : [])].join('/'),
    measure: measure.id,
    seriesInstanceUid: volume.seriesInstanceUid,
    sopInstanceUid,
    sopClassUid,
    ...(frame !== undefined && { frame }),
    rows: dims[1],
    columns: dims[0],
    pixelSpacing: [spacing[1], spacing[0]],
    pixels: await keepPixels(volume, slice.slice, objects),
    window,
    outlines: slice.outlines,
    edges: planeEdges(volume),
    caption: slice.isFallback ? captionOfFallback : caption,
  };
}

function subjectOf({ keyImage: { outline, belowHu, fallback } }: Measure, manifest: Manifest): KeyImageSubject {
  const names = labelNames(manifest);
  const labelsOf = (regions: readonly string[]) => regions.map((name) => names.indexOf(name));
  return { outline: labelsOf(outline), belowHu, fallback: labelsOf(fallback) };
}

/** Named after the slice, not the measure, so that a slice is kept once. */
async function keepPixels(volume: Volume, slice: number, objects: KeyImageParts['objects']): Promise<ObjectKey> {
  const { sopInstanceUid, frame = 0 } = volume.slices[slice];
  const name = createHash('sha256').update(`${sopInstanceUid}/${frame}`).digest('hex').slice(0, 16);
  const { buffer, byteOffset, byteLength } = sourcePlane(volume, slice);
  const { key } = await objects.put(`key-images/${name}`, [new Uint8Array(buffer, byteOffset, byteLength)]);
  return key;
}

/** A value of which not one voxel can be shown would be a number about nothing. */
function withoutVoxels({ pack, packDigest, measure, title, reference, seriesInstanceUid }: Result): Result {
  const absent = {
    state: 'not-analysed',
    reason: 'region.absent',
    message: 'No voxel of the region was found.',
  } as const;
  return { pack, packDigest, measure, title, reference, seriesInstanceUid, attention: false, ...absent };
}
