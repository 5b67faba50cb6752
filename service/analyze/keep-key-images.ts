/**
 * Results of a series in; the same with a key image for each measured one out. When it resolves, the slices' pixels are in
 * the object store: the volume is gone by the time a report is made.
 */
import { createHash } from 'node:crypto';
import type { ObjectKey, ObjectStore } from '../ports/object-store.js';
import type { KeyImage, Result } from './findings.js';
import { type KeyImageSubject, keyImage } from './key-image/key-image.js';
import { labelNames, type Manifest } from './pack/manifest.js';
import type { Measure } from './pack/measure.js';
import type { Regions } from './regions/labels.js';
import { planeEdges, sourcePlane } from './volume/source-plane.js';
import type { Volume } from './volume.js';

export interface KeyImageParts {
  readonly manifest: Manifest;
  readonly volume: Volume;
  readonly regions: Regions;
  readonly objects: ObjectStore;
}

export interface ShownResults {
  readonly results: readonly Result[];
  readonly keyImages: readonly KeyImage[];
}

/** One after the other: two measures may show the same slice, which is then one object. */
export async function keepKeyImages(results: readonly Result[], parts: KeyImageParts): Promise<ShownResults> {
  const shown: Result[] = [];
  const keyImages: KeyImage[] = [];
  for (const result of results) {
    const measure = parts.manifest.measures.find(({ id }) => id === result.measure);
    if (result.state !== 'measured' || !measure) {
      shown.push(result);
      continue;
    }
    const image = await keepKeyImage(measure, parts);
    shown.push(image ? { ...result, keyImage: image.id } : withoutVoxels(result));
    if (image) keyImages.push(image);
  }
  return { results: shown, keyImages };
}

async function keepKeyImage(measure: Measure, parts: KeyImageParts): Promise<KeyImage | undefined> {
  const { manifest, volume, regions, objects } = parts;
  const slice = keyImage(volume, regions.labels, subjectOf(measure, manifest));
  if (!slice) return undefined;
  const { sopInstanceUid, sopClassUid, frame } = volume.slices[slice.z];
  const { window, caption, captionOfFallback } = measure.keyImage;
  return {
    id: [manifest.id, measure.id, volume.seriesInstanceUid].join('/'),
    measure: measure.id,
    seriesInstanceUid: volume.seriesInstanceUid,
    sopInstanceUid,
    sopClassUid,
    ...(frame !== undefined && { frame }),
    rows: volume.dims[1],
    columns: volume.dims[0],
    pixelSpacing: [volume.spacing[1], volume.spacing[0]],
    pixels: await keepPixels(volume, slice.z, objects),
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
async function keepPixels(volume: Volume, z: number, objects: ObjectStore): Promise<ObjectKey> {
  const { sopInstanceUid, frame = 0 } = volume.slices[z];
  const name = createHash('sha256').update(`${sopInstanceUid}/${frame}`).digest('hex').slice(0, 16);
  const { buffer, byteOffset, byteLength } = sourcePlane(volume, z);
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
