/** Stacks acquired with a tilted gantry, straightened by us and by SimpleITK. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import type { Stack } from '../../service/analyze/volume/stack.js';
import type { Volume } from '../../service/analyze/volume.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { type SeriesOnDisk, seriesIn } from './ct-folder.js';
import { type CtCase, type Landmark, resampled } from './ct-oracles.js';
import { generatedScene, SCENE_LIMIT_MS } from './generated-scene.js';
import { isWithin, voxelsOff } from './volume-agreement.js';

const LANDMARK_TOLERANCE_VOXELS = 0.5;
const RMS_TOLERANCE_HU = 2;
/** Both interpolate linearly: they differ by rounding, of the HU and of the last digits of the positions. */
const MOST_HU = 0.6;

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

interface Straightened {
  readonly stack: Stack;
  readonly volume: Volume;
  readonly oracle: ReturnType<typeof resampled>[number];
}

async function built(series: SeriesOnDisk): Promise<Pick<Straightened, 'stack' | 'volume'>> {
  const [stack, ...others] = await readStacks(series, decoder);
  expect(others).toHaveLength(0);
  return { stack, volume: await buildVolume(stack, decoder) };
}

/** Of voxels of which SimpleITK says what they are; how many it says nothing of is part of the result. */
function deviation({ hu }: Volume, oracle: Float32Array): { rms: number; most: number; compared: number } {
  let squares = 0;
  let most = 0;
  let compared = 0;
  for (let i = 0; i < oracle.length; i++) {
    if (Number.isNaN(oracle[i])) continue;
    const difference = hu[i] - oracle[i];
    squares += difference * difference;
    most = Math.max(most, Math.abs(difference));
    compared++;
  }
  return { rms: Math.sqrt(squares / compared), most, compared: compared / hu.length };
}

function expectSame({ volume, oracle }: Straightened): void {
  expect(oracle.hu).toHaveLength(volume.hu.length);
  const { rms, most, compared } = deviation(volume, oracle.hu);
  expect(rms).toBeLessThanOrEqual(RMS_TOLERANCE_HU);
  expect(most).toBeLessThanOrEqual(MOST_HU);
  expect(compared).toBeGreaterThan(0.95);
}

function expectInPlace(volume: Volume, landmarks: readonly Landmark[]): void {
  for (const landmark of landmarks) {
    expect(voxelsOff(volume, landmark)).toBeLessThanOrEqual(LANDMARK_TOLERANCE_VOXELS);
  }
}

function expectRectangular({ direction }: Volume): void {
  const dots = [0, 1, 2].map((k) => direction[k].reduce((sum, part, i) => sum + part * direction[(k + 1) % 3][i], 0));
  for (const dot of dots) expect(Math.abs(dot)).toBeLessThan(1e-6);
}

const stack = { slices: 28, rows: 56 };
const tilted = (
  name: string,
  leanDegrees: number,
  options: CtCase['stacks'][number],
): CtCase & { leanDegrees: number } => ({
  name,
  leanDegrees,
  stacks: [{ ...stack, ...options }],
});

/** Rows turned so that their lower edge goes down: the table, which moves upright, then leaves them to anterior. */
const CASES = [
  ...[5, -5, 10, -10, 15, -15, 20, -20, 25, -25, 30, -30].map((tilt) => tilted(`${tilt}°`, -tilt, { tilt })),
  tilted('-18.5° and stated so', 18.5, { tilt: -18.5, attributes: { GantryDetectorTilt: -18.5 } }),
  tilted('12°, but stated as -12°', -12, { tilt: 12, attributes: { GantryDetectorTilt: -12 } }),
  tilted('40°', -40, { tilt: 40 }),
  tilted('20°, prone, slices down', -20, { tilt: 20, orientation: [-1, 0, 0, 0, -1, 0], step: -1 }),
  tilted('10° about the columns', 10, { swivel: 10 }),
  tilted('14° about the rows and 8° about the columns', 15.97, { tilt: -14, swivel: 8 }),
  tilted('15°, coronal', 15, { tilt: 15, orientation: [1, 0, 0, 0, 0, -1] }),
];

withPeer(['pydicom', 'simpleitk'], 'a generated stack, tilted by', () => {
  const scene = generatedScene(CASES);
  const found = new Map<string, Straightened>();
  beforeAll(async () => {
    const ours = await Promise.all(CASES.map((one) => built(scene.series(one))));
    const jobs = CASES.map((one, i) => ({ files: scene.series(one).paths, grid: ours[i].volume }));
    const oracles = resampled(jobs, join(scene.scratch(), '.resampled'));
    CASES.forEach(({ name }, i) => {
      found.set(name, { ...ours[i], oracle: oracles[i] });
    });
  }, SCENE_LIMIT_MS);

  it.each(CASES.map((one) => [one.name, one] as const))('%s stands upright, as SimpleITK has it', (name, one) => {
    const straightened = found.get(name);
    if (!straightened) throw new Error(`${name} was not built`);
    const { volume, stack } = straightened;
    expectSame(straightened);
    expectRectangular(volume);
    expect(Math.abs(stack.facts.tiltDegrees)).toBeCloseTo(Math.abs(one.leanDegrees), 1);
    const inside = scene.truth(one)[0].landmarks.filter((landmark) => isWithin(volume, landmark));
    expect(inside.length).toBeGreaterThanOrEqual(2);
    expectInPlace(volume, inside);
  });

  it('stands as upright in a preview of every second slice', async () => {
    const one = CASES[8];
    const series = scene.series(one);
    const [stack] = await readStacks(series, decoder);
    const chosen = [...stack.slices.keys()].filter((slice) => slice % 2 === 0);
    const volume = await buildVolume(stack, decoder, { slices: chosen });
    const files = chosen.map((slice) => {
      const { sopInstanceUid } = stack.slices[slice].source;
      return series.paths[series.files.findIndex((file) => file.sopInstanceUid === sopInstanceUid)];
    });
    const [oracle] = resampled([{ files, grid: volume }], join(scene.scratch(), '.preview'));
    expectSame({ stack, volume, oracle });
  });

  it('leans to posterior going up where its lean is positive', () => {
    for (const { name, leanDegrees } of CASES.slice(0, 14)) {
      expect(found.get(name)?.stack.facts.tiltDegrees).toBeCloseTo(leanDegrees, 1);
    }
  });
});

withPeer(['pydicom', 'simpleitk', 'ctdata'], 'a real stack, tilted', () => {
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'cambium-tilt-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  it.each([
    ['phantom_tilt_neg/S2010', -18.5],
    ['odd/dicom2nifti/failing/gantrytilting/001', -14],
  ])('%s stands upright, as SimpleITK has it', { timeout: SCENE_LIMIT_MS }, async (folder, degrees) => {
    const series = seriesIn(ctdata(folder));
    const ours = await built(series);
    const [oracle] = resampled([{ files: series.paths, grid: ours.volume }], scratch);
    expectSame({ ...ours, oracle });
    expectRectangular(ours.volume);
    expect(ours.stack.facts.tiltDegrees).toBeCloseTo(degrees, 1);
    if (ours.stack.slices.length > 4) expect(oracle.landmarks.length).toBeGreaterThanOrEqual(4);
    expectInPlace(ours.volume, oracle.landmarks);
  });
});
