import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { keyImage } from '../../service/analyze/key-image/key-image.js';
import { countLabels } from '../../service/analyze/key-image/label-counts.js';
import { findRegions } from '../../service/analyze/regions/find-regions.js';
import { LABEL_SETS, REGION_LABELS, type Regions } from '../../service/analyze/regions/labels.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import type { Volume } from '../../service/analyze/volume.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { mlOf } from '../unit/analyze/regions/volumes.js';
import { seriesIn } from './ct-folder.js';

interface Found {
  readonly volume: Volume;
  readonly regions: Regions;
}

const { lungs, nonAeratedLung, hyperdense, intracranial } = LABEL_SETS;

async function foundIn(...folder: readonly string[]): Promise<Found> {
  const decoder = createFrameDecoder();
  const [stack] = await readStacks(seriesIn(ctdata(...folder)), decoder);
  const volume = await buildVolume(stack, decoder);
  await decoder.close();
  return { volume, regions: await findRegions(volume) };
}

const ml = ({ volume, regions }: Found, of: readonly number[]) => mlOf(volume, regions, of);

withPeer('ctdata', 'regions of real CT', () => {
  describe('in a chest', () => {
    let chest: Found;
    beforeAll(async () => {
      chest = await foundIn('chest_c3n00247');
    });

    it('are two whole lungs of plausible size', () => {
      expect(chest.regions.contents.lungs).toMatchObject({
        present: true,
        complete: { inferior: true, superior: true },
      });
      const [left, right] = [lungs.left, lungs.right].map((side) => ml(chest, side));
      expect(left + right).toBeGreaterThan(3000);
      expect(left + right).toBeLessThan(7000);
      expect(left / right).toBeGreaterThan(0.6);
      expect(left / right).toBeLessThan(1);
    });

    it('are an airway of trachea and main bronchi, and hardly anything non-aerated', () => {
      expect(ml(chest, [REGION_LABELS.airway])).toBeGreaterThan(15);
      expect(ml(chest, [REGION_LABELS.airway])).toBeLessThan(70);
      expect(ml(chest, nonAeratedLung.all)).toBeLessThan(20);
    });

    it('are no head', () => {
      expect(chest.regions.contents.intracranial.present).toBe(false);
    });
  });

  describe('in an abdomen', () => {
    it('are the bases of the lungs, and no bowel gas', async () => {
      const abdomen = await foundIn('abd_crlm1004');
      const { lungs: content, intracranial: head } = abdomen.regions.contents;
      expect(content.complete).toEqual({ inferior: true, superior: false });
      expect(content.coverage).toBeLessThan(0.6);
      expect(head.present).toBe(false);
      const lowerHalf = abdomen.regions.labels.subarray(0, abdomen.regions.labels.length / 2);
      const labels: readonly number[] = [...lungs.all, REGION_LABELS.airway];
      expect(lowerHalf.some((label) => labels.includes(label))).toBe(false);
    });

    it('are none below the diaphragm', async () => {
      const { regions } = await foundIn('ts_abdpelvis', 'ts_example_ct');
      expect([regions.contents.lungs.present, regions.contents.intracranial.present]).toEqual([false, false]);
    });
  });

  describe('in a head', () => {
    let base: Found;
    let bleed: Found;
    beforeAll(async () => {
      base = await foundIn('head_cerr_hn');
      bleed = await foundIn('head_cerr_synthich', 'head_cerr_synthich');
    });

    it('are a whole cranial cavity of plausible size, and no lungs', () => {
      const { intracranial: head, lungs: chest } = base.regions.contents;
      expect(head).toMatchObject({ present: true, complete: { inferior: true, superior: true } });
      expect(head.volumeMl).toBeGreaterThan(1000);
      expect(head.volumeMl).toBeLessThan(1700);
      expect(chest.present).toBe(false);
      const [left, right] = [intracranial.left, intracranial.right].map((side) => ml(base, side));
      expect(left / right).toBeCloseTo(1, 1);
    });

    it('differ by the painted bleed and nothing else', () => {
      const truth = JSON.parse(readFileSync(ctdata('head_cerr_synthich', 'head_cerr_synthich.truth.json'), 'utf8'));
      const difference = ml(bleed, hyperdense.all) - ml(base, hyperdense.all);
      expect(Math.abs(difference - truth.voxel_ml)).toBeLessThan(0.25);
      expect(ml(bleed, hyperdense.left)).toBe(ml(base, hyperdense.left));
      const isCavity = (label: number) => label >= REGION_LABELS.intracranialLeft;
      const other = base.regions.labels.filter((label, i) => {
        const there = bleed.regions.labels[i];
        return label !== there && !(isCavity(label) && isCavity(there) && (label - there) % 2 === 0);
      });
      expect(other).toHaveLength(0);
    });

    it('hold few hyperdense voxels without it', () => {
      expect(ml(base, hyperdense.all)).toBeLessThan(6);
    });

    it('give a key image that outlines the bleed', () => {
      const { volume, regions } = bleed;
      const shown = keyImage(countLabels(volume, regions.labels), {
        outline: hyperdense.all,
        fallback: intracranial.all,
      });
      const [outline] = shown?.outlines ?? [[]];
      const [column, row] = [0, 1].map((axis) => outline.reduce((sum, point) => sum + point[axis], 0) / outline.length);
      const [x, y, z] = [column - 0.5, row - 0.5, shown?.slice ?? 0].map(
        (at, axis) => volume.origin[axis] + at * volume.spacing[axis],
      );
      const truth = JSON.parse(readFileSync(ctdata('head_cerr_synthich', 'head_cerr_synthich.truth.json'), 'utf8'));
      expect(Math.hypot(x - truth.centre_lps[0], y - truth.centre_lps[1], z - truth.centre_lps[2])).toBeLessThan(8);
    });
  });

  it('are found or not in a plastic phantom, without a fault', async () => {
    const { regions, volume } = await foundIn('phantom_multiseries', 'S2010');
    expect(regions.labels).toHaveLength(volume.hu.length);
  });
});
