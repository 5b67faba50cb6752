/** Series whose every voxel is known, read by us and by independent programs. */
import { afterAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import { planeEdges, sourcePixel, sourcePlane } from '../../service/analyze/volume/source-plane.js';
import type { Volume } from '../../service/analyze/volume.js';
import { hasPeer, withPeer } from '../support/peers.js';
import { randomNumbers } from '../support/random-numbers.js';
import type { SeriesOnDisk } from './ct-folder.js';
import type { CtCase } from './ct-oracles.js';
import { type GeneratedScene, generatedScene } from './generated-scene.js';
import { apart, asVolume, differences, isWithin, peakHu, placeOf, voxelsOff } from './volume-agreement.js';
import { COMPRESSED_CASES, readersOf, VOLUME_CASES } from './volume-cases.js';

const AFFINE_TOLERANCE_MM = 1e-3;
const LANDMARK_TOLERANCE_VOXELS = 0.5;
/** The body around is not even, and there is noise. The markers are 200 HU apart. */
const PEAK_TOLERANCE_HU = 60;
const BODY_HU = 40;
const SAMPLES = 200;

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const volumes = new Map<CtCase, Promise<Volume>>();

function volumeOf(one: CtCase, scene: GeneratedScene): Promise<Volume> {
  const volume = volumes.get(one) ?? onlyVolume(scene.series(one));
  volumes.set(one, volume);
  return volume;
}

async function onlyVolume(series: SeriesOnDisk): Promise<Volume> {
  const stacks = await readStacks(series, decoder);
  expect(stacks.map(({ refusal }) => refusal)).toEqual([undefined]);
  return buildVolume(stacks[0], decoder);
}

const LETTERS = [
  ['R', 'L'],
  ['A', 'P'],
  ['F', 'H'],
];

/** The patient's side to which columns or rows of the source count, by the places of two voxels of which one is further. */
function edgeAlong(volume: Volume, which: 'column' | 'row'): string {
  const axis = volume.layout.axes[`${which}s`];
  const next = [0, 1, 2].map((k) => (k === axis ? 1 : 0)) as [number, number, number];
  const counts = sourcePixel(volume, next)[which] - sourcePixel(volume, [0, 0, 0])[which];
  const way = minus(placeOf(volume, next), placeOf(volume, [0, 0, 0])).map((mm) => mm * counts);
  const most = way.reduce((best, mm, k) => (Math.abs(mm) > Math.abs(way[best]) ? k : best), 0);
  return LETTERS[most][way[most] > 0 ? 1 : 0];
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, axis) => value - b[axis]);
}

withPeer(['dcm2niix', 'simpleitk', 'highdicom', 'pydicom'], 'a generated series', () => {
  const cases = [...VOLUME_CASES, ...(hasPeer('gdcm') ? COMPRESSED_CASES : [])];
  const scene = generatedScene(cases, readersOf);
  const named = cases.map((one) => [one.name, one] as const);

  it.each(named)('is the same volume to everyone: %s', async (_, one) => {
    const volume = await volumeOf(one, scene);
    const [truth] = scene.truth(one);
    expect(apart(volume, truth)).toBeLessThan(AFFINE_TOLERANCE_MM);
    expect(differences(volume, truth)).toBe(0);
    for (const { reader, found } of scene.readings(one)) {
      expect(found, reader).toHaveLength(1);
      expect(apart(volume, found[0]), reader).toBeLessThan(AFFINE_TOLERANCE_MM);
      expect(differences(volume, found[0], truth.paddingHu), reader).toBe(0);
    }
  });

  it.each(named)('leads back to its slices: %s', async (_, one) => {
    const volume = await volumeOf(one, scene);
    const [truth] = scene.truth(one);
    expect(volume.slices).toHaveLength(truth.slices.length);
    const planes = volume.slices.map(({ sopInstanceUid, frame }) => {
      const own = truth.slices.filter(
        (slice) => [slice.sopInstanceUid, slice.orSopInstanceUid].includes(sopInstanceUid) && slice.frame === frame,
      );
      expect(own).toHaveLength(1);
      return Int16Array.from(own[0].plane, asVolume);
    });
    planes.forEach((plane, slice) => {
      expect(Buffer.from(sourcePlane(volume, slice).buffer).equals(Buffer.from(plane.buffer))).toBe(true);
    });
    const random = randomNumbers(3);
    const voxels = Array.from({ length: SAMPLES }, () => volume.dims.map((count) => Math.floor(random() * count)));
    for (const [x, y, z] of voxels) {
      const { slice, column, row } = sourcePixel(volume, [x, y, z]);
      const hu = volume.hu[(z * volume.dims[1] + y) * volume.dims[0] + x];
      expect(planes[slice][row * volume.layout.columns + column]).toBe(hu);
    }
    expect(planeEdges(volume)).toEqual([edgeAlong(volume, 'column'), edgeAlong(volume, 'row')]);
  });

  it.each(named)('has the same slices at the same places in a preview: %s', async (_, one) => {
    const [stack] = await readStacks(scene.series(one), decoder);
    const whole = await volumeOf(one, scene);
    const every = Math.max(Math.floor(stack.slices.length / 4), 1);
    const chosen = [...stack.slices.keys()].filter((slice) => slice % every === 0);
    const preview = await buildVolume(stack, decoder, { slices: chosen });
    expect(preview.slices).toEqual(chosen.map((slice) => whole.slices[slice]));
    chosen.forEach((slice, i) => {
      expect(Buffer.from(sourcePlane(preview, i).buffer).equals(Buffer.from(sourcePlane(whole, slice).buffer))).toBe(
        true,
      );
      const at = (index: number) => [0, 1, 2].map((axis) => (axis === whole.layout.axes.slices ? index : 0));
      expect(Math.hypot(...minus(placeOf(preview, at(i)), placeOf(whole, at(slice))))).toBeLessThan(
        AFFINE_TOLERANCE_MM,
      );
    });
  });

  it.each(named)('has its landmarks where they are: %s', async (_, one) => {
    const volume = await volumeOf(one, scene);
    const [{ landmarks, ...grid }] = scene.truth(one);
    const inside = landmarks.filter((landmark) => isWithin(grid, landmark));
    expect(inside.length).toBeGreaterThanOrEqual(volume.slices.length > 2 ? 1 : 0);
    for (const landmark of inside) {
      expect(voxelsOff(volume, landmark)).toBeLessThanOrEqual(LANDMARK_TOLERANCE_VOXELS);
      expect(Math.abs(peakHu(volume, landmark) - BODY_HU - (landmark.hu ?? 0))).toBeLessThan(PEAK_TOLERANCE_HU);
    }
  });
});
