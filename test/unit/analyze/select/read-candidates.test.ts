/** Stored series to decisions: real headers, stacks and previews of a generated chest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../adapters/codecs/frame-decoder.js';
import { createInstanceStore, type PackStore } from '../../../../adapters/disk/packs/instance-store.js';
import type { LoadedPack } from '../../../../service/analyze/pack/loaded-pack.js';
import { decide } from '../../../../service/analyze/select/decide.js';
import { readCandidates } from '../../../../service/analyze/select/read-candidates.js';
import type { FrameDecoder } from '../../../../service/ports/frame-decoder.js';
import { PACK } from '../measures/series-of-measures.js';
import { chest, revisionOf, type StoredSeries, storeSeries } from '../phantom-study.js';
import type { CtSeries } from '../volume/ct-series.js';
import { rule } from './candidates.js';

describe('candidates', () => {
  let folder: string;
  let instances: PackStore;
  let decoder: FrameDecoder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-select-'));
    instances = createInstanceStore(folder);
    decoder = createFrameDecoder();
  });
  afterAll(async () => {
    await decoder.close();
    await instances.close();
    await rm(folder, { recursive: true });
  });

  const read = (series: readonly StoredSeries[], packs: readonly LoadedPack[] = [PACK]) =>
    readCandidates(revisionOf(...series), { instances, decoder, packs, signal: new AbortController().signal });
  /** One decision a stack, by Series Number. */
  const decided = async (series: readonly StoredSeries[], packs: readonly LoadedPack[] = [PACK]) =>
    decide((await read(series, packs)).stacks, packs);

  /** A chest as a series of that number. */
  async function numbered(seriesNumber: number, change: Partial<CtSeries> = {}): Promise<StoredSeries> {
    const stored = await storeSeries(instances, chest(change), `${seriesNumber}`);
    return { ...stored, decision: { ...stored.decision, seriesNumber } };
  }

  const withHeader = (header: ReturnType<NonNullable<CtSeries['attributes']>>) => ({ attributes: () => header });

  const every = (step: number) => {
    const { positions, word } = chest();
    return {
      positions: positions.filter((_, slice) => slice % step === 0),
      word: (slice: number, row: number, column: number) => word(slice * step, row, column),
    };
  };

  it('are told what they are, and why they are used', async () => {
    const [{ candidate, used, sentence }] = await decided([await numbered(3)]);
    expect(used).toBe(true);
    expect(sentence).toMatch(/^100 slices of 3\.0 mm, chest \(lung air in \d+ % of its slices\)/);
    expect(candidate).toMatchObject({
      seriesNumber: 3,
      stack: { number: 1, label: '', facts: { slices: 100, orientation: 'axial' } },
      anatomy: { basis: 'pixels' },
      facts: { contrast: 'unknown' },
      lossy: false,
      derived: false,
    });
    expect(Math.abs(candidate.anatomy.heightMm - 300)).toBeLessThan(15);
  });

  it('win if they are thinner, in whatever order they come', async () => {
    const both = [await numbered(4, every(2)), await numbered(5)];
    for (const study of [both, both.toReversed()]) {
      const told = (await decided(study)).map(({ candidate, used, reason }) => [candidate.seriesNumber, used, reason]);
      expect(told).toEqual([
        [4, false, 'series.too-thick'],
        [5, true, undefined],
      ]);
    }
  });

  it('with a gap leave the place to others', async () => {
    const { positions } = chest();
    const gap = positions.filter((_, slice) => slice !== 50);
    const [broken, whole] = await decided([await numbered(6, { positions: gap }), await numbered(7)]);
    expect(broken).toMatchObject({ used: false, reason: 'geometry.missing-slice' });
    expect(broken.sentence).toContain('z = 150.00 mm');
    expect(whole.used).toBe(true);
  });

  it('say where their header and their pixels disagree about the region', async () => {
    const [series] = await decided([await numbered(8, withHeader({ BodyPartExamined: 'HEAD' }))]);
    expect(series.used).toBe(true);
    expect(series.sentence).toMatch(/; the header says HEAD, the pixels show .*chest/);
  });

  it('compressed with loss are used only for a pack that allows it', async () => {
    const lossy = [await numbered(9, withHeader({ LossyImageCompression: '01' }))];
    expect(await decided(lossy)).toMatchObject([{ used: false, reason: 'series.lossy', candidate: { lossy: true } }]);
    const selection = [rule({ bodyRegion: 'chest', lossy: 'allowed' })];
    const [allowed] = await decided(lossy, [{ ...PACK, manifest: { ...PACK.manifest, selection } }]);
    expect(allowed).toMatchObject({ used: true, sentence: expect.stringContaining('compressed with loss') });
  });

  it('of coronal slices are used, reoriented, where there are no axial ones', async () => {
    const { rows, word } = chest();
    const coronal = {
      rows: 100,
      orientation: [1, 0, 0, 0, 0, -1],
      positions: Array.from({ length: rows }, (_, row) => [-192, -144 + row * 3, 297] as const),
      word: (slice: number, row: number, column: number) => word(99 - row, slice, column),
    } as const;
    const alone = await decided([await numbered(10, coronal)]);
    expect(alone[0].sentence).toMatch(/^96 coronal slices of 3\.0 mm.*; reoriented from coronal slices$/);
    const [second, axial] = await decided([await numbered(10, coronal), await numbered(11)]);
    expect(second).toMatchObject({ used: false, sentence: 'coronal; series 11 is axial' });
    expect(axial.used).toBe(true);
  });

  it('of a tilted gantry are straightened, and say so', async () => {
    const tilted = chest().positions.map(([x, y, z]) => [x, y + z * Math.tan(0.2), z] as const);
    const [series] = await decided([await numbered(12, { positions: tilted })]);
    expect(series).toMatchObject({
      used: true,
      sentence: expect.stringMatching(/; gantry tilt of 11\.5° straightened$/),
    });
  });

  it('are only the series that assembly left, and those that hold slices', async () => {
    const refused = await numbered(13);
    const decision = { ...refused.decision, used: false, reason: 'series.derived' } as const;
    expect(await read([{ ...refused, decision }])).toEqual({ stacks: [], refused: [] });
    const unplaced = await numbered(14, withHeader({ ImagePositionPatient: undefined }));
    const { stacks, refused: without } = await read([unplaced]);
    expect(stacks).toEqual([]);
    expect(without).toMatchObject([{ decision: unplaced.decision, refusal: { reason: 'series.no-geometry' } }]);
  });

  it('are not read on when an instance is gone from the store', async () => {
    const stored = await numbered(15);
    const [first, ...others] = stored.instances;
    const gone = { ...first, object: { ...first.object, key: 'instances/gone-00000000000000000000000000000000' } };
    await expect(read([{ ...stored, instances: [gone, ...others] }])).rejects.toMatchObject({ code: 'object.missing' });
  });
});
