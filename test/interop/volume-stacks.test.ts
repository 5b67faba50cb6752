/** Several stacks in one series: each is told apart and becomes its own volume. */
import { afterAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import { withPeer } from '../support/peers.js';
import type { CtCase } from './ct-oracles.js';
import { generatedScene } from './generated-scene.js';
import { STACK_CASES } from './stack-cases.js';
import { apart, differences } from './volume-agreement.js';

const AFFINE_TOLERANCE_MM = 1e-3;

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const LOCALIZER = {
  slices: 1,
  orientation: [0, 1, 0, 0, 0, -1],
  rows: 64,
  attributes: { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
};
const BESIDE_A_STACK: readonly (readonly [CtCase, string])[] = [
  [{ name: 'a localizer', stacks: [{}, LOCALIZER] }, 'series.localizer'],
  [{ name: 'a coronal slice', stacks: [{}, { slices: 1, orientation: [1, 0, 0, 0, 0, -1] }] }, 'series.too-few-slices'],
  [{ name: 'a slice of another matrix', stacks: [{}, { slices: 1, rows: 32 }] }, 'series.too-few-slices'],
  [
    { name: 'a page without a place', stacks: [{}, { slices: 1, attributes: { ImagePositionPatient: null } }] },
    'series.no-geometry',
  ],
];

withPeer(['dcm2niix', 'highdicom', 'pydicom'], 'a series that holds', () => {
  const scene = generatedScene(STACK_CASES, ({ dcm2niix }) => (dcm2niix ? ['dcm2niix'] : []));

  it.each(STACK_CASES.map((one) => [one.name, one] as const))('%s gives a volume of each', async (_, one) => {
    const stacks = await readStacks(scene.series(one), decoder);
    expect(stacks.map(({ refusal }) => refusal)).toEqual(one.stacks.map(() => undefined));
    expect(stacks.map(({ number }) => number)).toEqual(stacks.map((_, i) => i + 1));
    const volumes = await Promise.all(stacks.map((stack) => buildVolume(stack, decoder)));
    for (const [i, truth] of scene.truth(one).entries()) {
      const own = volumes.findIndex(
        (volume) => apart(volume, truth) < AFFINE_TOLERANCE_MM && differences(volume, truth) === 0,
      );
      expect(own).toBeGreaterThanOrEqual(0);
      expect(stacks[own].label).toMatch(one.labels[i]);
      const sources = truth.slices.map(({ sopInstanceUid, frame = 0 }) => `${sopInstanceUid} ${frame}`);
      expect(volumes[own].slices.map(({ sopInstanceUid, frame = 0 }) => `${sopInstanceUid} ${frame}`).sort()).toEqual(
        sources.sort(),
      );
      for (const { found } of scene.readings(one)) {
        expect(
          found.some(
            (reading) => apart(volumes[own], reading) < AFFINE_TOLERANCE_MM && differences(volumes[own], reading) === 0,
          ),
        ).toBe(true);
      }
    }
  });

  it.each(STACK_CASES.map((one) => [one.name, one] as const))(
    '%s is read alike in any order of its files',
    async (_, one) => {
      const { seriesInstanceUid, files } = scene.series(one);
      const told = async (order: typeof files) =>
        (await readStacks({ seriesInstanceUid, files: order }, decoder)).map(({ number, label, facts, slices }) => ({
          number,
          label,
          facts,
          slices: slices.map(({ source }) => source),
        }));
      expect(await told(files.toReversed())).toEqual(await told(files));
    },
  );
});

withPeer('pydicom', 'beside a stack', () => {
  const scene = generatedScene(BESIDE_A_STACK.map(([one]) => one));

  it.each(BESIDE_A_STACK.map(([one, code]) => [one.name, code, one] as const))(
    '%s is refused alone, with %s',
    async (_, code, one) => {
      const [stack, ...others] = await readStacks(scene.series(one), decoder);
      expect(others.map(({ refusal }) => refusal?.reason)).toEqual([code]);
      expect(differences(await buildVolume(stack, decoder), scene.truth(one)[0])).toBe(0);
    },
  );
});
