import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import type { Result } from '../../../service/analyze/findings.js';
import { keepKeyImages } from '../../../service/analyze/keep-key-images.js';
import type { Manifest } from '../../../service/analyze/pack/manifest.js';
import { REGION_LABELS, type Regions } from '../../../service/analyze/regions/labels.js';
import type { SourceLayout, Volume } from '../../../service/analyze/volume.js';
import { CT_IMAGE } from '../../../service/dicom/sop-class.js';
import { deriveUid, type SopInstanceUid } from '../../../service/dicom/uid.js';
import { packageRoot } from '../../../service/package-root.js';
import type { ObjectStore } from '../../../service/ports/object-store.js';
import { volumeOf } from './regions/volumes.js';

const [NX, NY, NZ] = [24, 20, 16];
const REGIONS: Omit<Regions, 'labels'>['contents'] = {
  lungs: { present: true, coverage: 1, complete: { inferior: true, superior: true }, volumeMl: 1, detail: '' },
  intracranial: {
    present: false,
    coverage: 0,
    complete: { inferior: false, superior: false },
    volumeMl: 0,
    detail: '',
  },
};

/** Every voxel's HU is its place; a lung of 8 × 8 × 8 voxels, in slices 6 to 13 along y. */
function volumeAndRegions(layout: Partial<SourceLayout> = {}): { volume: Volume; regions: Regions } {
  const hu = Int16Array.from({ length: NX * NY * NZ }, (_, i) => i);
  const labels = new Uint8Array(hu.length);
  for (let z = 4; z < 12; z++) {
    for (let y = 6; y < 14; y++) labels.fill(REGION_LABELS.lungLeft, (z * NY + y) * NX + 10, (z * NY + y) * NX + 18);
  }
  const volume = volumeOf({ dims: [NX, NY, NZ], spacing: [1, 2, 3], origin: [0, 0, 0], hu });
  const whole = { ...volume.layout, ...layout };
  const slices = Array.from({ length: volume.dims[whole.axes.slices] }, (_, slice) => ({
    sopInstanceUid: deriveUid('key image', slice) as SopInstanceUid,
    sopClassUid: CT_IMAGE,
  }));
  return { volume: { ...volume, layout: whole, slices }, regions: { labels, contents: REGIONS } };
}

describe('key images of results', () => {
  let folder: string;
  let objects: ObjectStore;
  let manifest: Manifest;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-key-images-'));
    objects = createObjectStore(folder);
    ({ manifest } = await loadPack(join(packageRoot(), 'models/packs/densitometry')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const measured = (measure: string): Result => ({
    pack: 'densitometry',
    packDigest: 'sha256:0',
    measure,
    title: measure,
    state: 'measured',
    value: 1,
    unit: 'ml',
    attention: false,
  });
  const pixelsOf = async (key: string) => {
    const bytes = await objects.get(key as Parameters<ObjectStore['get']>[0]);
    return new Int16Array(Uint8Array.from(bytes).buffer);
  };

  it('are slices as the source has them, of a coronal stack too', async () => {
    const coronal = volumeAndRegions({
      axes: { columns: 0, rows: 2, slices: 1 },
      reversed: { columns: false, rows: true },
      columns: NX,
      rows: NZ,
    });
    const { keyImages, results } = await keepKeyImages([measured('lung-volume')], { ...coronal, manifest, objects });
    const [image] = keyImages;
    expect(results[0].keyImage).toBe(image.id);
    expect(image).toMatchObject({
      sopInstanceUid: coronal.volume.slices[6].sopInstanceUid,
      rows: NZ,
      columns: NX,
      pixelSpacing: [3, 1],
      edges: ['L', 'F'],
    });
    const expected = Int16Array.from({ length: NX * NZ }, (_, i) => {
      const [column, row] = [i % NX, Math.floor(i / NX)];
      return ((NZ - 1 - row) * NY + 6) * NX + column;
    });
    expect(await pixelsOf(image.pixels)).toEqual(expected);
  });

  it('have the size of the source slice, not of the volume that was straightened', async () => {
    const offsets = Array.from({ length: NZ }, (_, z) => [0, z - 4] as const);
    const straightened = volumeAndRegions({ rows: NY - 4, offsets });
    const { keyImages } = await keepKeyImages([measured('lung-volume')], { ...straightened, manifest, objects });
    expect(keyImages[0]).toMatchObject({ rows: NY - 4, columns: NX, pixelSpacing: [2, 1] });
    expect(keyImages[0].sopInstanceUid).toBe(straightened.volume.slices[4].sopInstanceUid);
    expect(await pixelsOf(keyImages[0].pixels)).toHaveLength(NX * (NY - 4));
    const rows = keyImages[0].outlines[0].map(([, row]) => row);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([6, 14]);
  });

  it('are one object if two measures show the same slice', async () => {
    const parts = { ...volumeAndRegions(), manifest, objects };
    const { keyImages } = await keepKeyImages([measured('lung-volume'), measured('non-aerated-lung-volume')], parts);
    expect(keyImages.map(({ measure }) => measure)).toEqual(['lung-volume', 'non-aerated-lung-volume']);
    expect(keyImages[0].pixels).toBe(keyImages[1].pixels);
    expect(keyImages[0].caption).not.toBe(keyImages[1].caption);
  });

  it('have names of their own in two stacks of a series', async () => {
    const { volume, regions } = volumeAndRegions();
    const slices = volume.slices.map(({ sopClassUid }, slice) => ({
      sopClassUid,
      sopInstanceUid: deriveUid('another stack', slice) as SopInstanceUid,
    }));
    const ids = new Set<string>();
    for (const stack of [volume, { ...volume, slices }]) {
      const parts = { volume: stack, regions, manifest, objects };
      const { keyImages } = await keepKeyImages([measured('lung-volume'), measured('laa950')], parts);
      for (const { id } of keyImages) ids.add(id);
    }
    expect(ids.size).toBe(4);
  });

  it('are none for what was not measured, and take the value from what no voxel shows', async () => {
    const parts = { ...volumeAndRegions(), manifest, objects };
    const refused: Result = { ...measured('laa950'), state: 'not-analysed', reason: 'region.absent', message: '' };
    const { keyImages, results } = await keepKeyImages([refused, measured('intracranial-hyperdense-volume')], parts);
    expect(keyImages).toEqual([]);
    expect(results[0]).toBe(refused);
    expect(results[1]).toMatchObject({ state: 'not-analysed', reason: 'region.absent' });
    expect(results[1]).not.toHaveProperty('value');
  });
});
