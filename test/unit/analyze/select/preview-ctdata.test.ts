/** What previews tell of real CT. One case a region: it tests that the rules hold on them, never accuracy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../adapters/codecs/frame-decoder.js';
import { type BodyRegion, type RegionShares, regionsShown } from '../../../../service/analyze/select/body-region.js';
import { type Preview, preview } from '../../../../service/analyze/select/preview.js';
import { readStacks } from '../../../../service/analyze/volume/read-stacks.js';
import type { SeriesInstanceUid } from '../../../../service/dicom/uid.js';
import type { FrameDecoder } from '../../../../service/ports/frame-decoder.js';
import { ctdata } from '../../../support/ctdata.js';
import { withPeer } from '../../../support/peers.js';

withPeer('ctdata', 'previews of real CT', () => {
  let decoder: FrameDecoder;
  beforeAll(() => {
    decoder = createFrameDecoder();
  });
  afterAll(() => decoder.close());

  async function previewOf(...path: readonly string[]): Promise<Preview> {
    const folder = ctdata(...path);
    const files = readdirSync(folder).map((name) => {
      const bytes = readFileSync(join(folder, name));
      const head = async (length: number) => bytes.subarray(0, length);
      return { sopInstanceUid: name as never, head, load: async () => bytes };
    });
    const [stack] = await readStacks({ seriesInstanceUid: '1.2' as SeriesInstanceUid, files }, decoder);
    return preview(stack, decoder);
  }

  function largest(shares: RegionShares): BodyRegion {
    return regionsShown({ shares }).reduce((a, b) => ((shares[b] ?? 0) > (shares[a] ?? 0) ? b : a));
  }

  it('a chest is a chest, and its blood is enhanced, though its header names no agent', async () => {
    const { shares, blood, heightMm } = await previewOf('chest_c3n00247');
    expect(largest(shares)).toBe('chest');
    expect(shares.chest).toBeGreaterThan(0.7);
    // Drawn by hand on three slices, the descending aorta measures 130 to 145 HU.
    expect(blood).toEqual({ hu: expect.any(Number), contrast: true });
    expect(Math.abs((blood?.hu ?? 0) - 138)).toBeLessThan(15);
    expect(Math.abs(heightMm - 297)).toBeLessThan(15);
  });

  it('an abdomen with the bases of the lungs is both, and its blood is enhanced', async () => {
    const { shares, blood } = await previewOf('abd_crlm1004');
    expect(largest(shares)).toBe('abdomen');
    expect(regionsShown({ shares })).toEqual(['chest', 'abdomen']);
    expect(blood?.contrast).toBe(true);
  });

  it('an abdomen and pelvis with a metal hip is both, and blood of 41 HU is not called enhanced', async () => {
    const { shares, blood } = await previewOf('ts_abdpelvis', 'ts_example_ct');
    expect(regionsShown({ shares })).toEqual(expect.arrayContaining(['abdomen', 'pelvis']));
    expect(shares.pelvis).toBeGreaterThan(0.25);
    expect(blood?.contrast).not.toBe(true);
  });

  it.each(['head_cerr_hn', 'head_cerr_synthich/head_cerr_synthich'])('%s is head and neck', async (folder) => {
    const { shares, blood } = await previewOf(folder);
    expect(regionsShown({ shares })).toEqual(['head', 'neck']);
    expect(blood).toBeUndefined();
  });

  it('a phantom of plastic is nothing known', async () => {
    const { shares, blood } = await previewOf('phantom_multiseries', 'S2010');
    expect([shares, blood]).toEqual([{}, undefined]);
  });
});
