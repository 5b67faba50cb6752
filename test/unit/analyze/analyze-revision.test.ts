/** From a stored study to findings: real volume, regions, graphs and object store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../adapters/codecs/frame-decoder.js';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import { createInstanceStore, type PackStore } from '../../../adapters/disk/packs/instance-store.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import type { AnalyzeRevisionParts } from '../../../service/analyze/analyze-parts.js';
import { analyzeRevision } from '../../../service/analyze/analyze-revision.js';
import type { Findings } from '../../../service/analyze/findings.js';
import { configSchema } from '../../../service/config.js';
import { packageRoot } from '../../../service/package-root.js';
import type { ObjectStore } from '../../../service/ports/object-store.js';
import {
  chest,
  LAA_PERCENT,
  LUNG_ML,
  revisionOf,
  type StoredSeries,
  slicePixels,
  storeFiles,
  storeSeries,
} from './phantom-study.js';

describe('analyzeRevision', () => {
  let folder: string;
  let objects: ObjectStore;
  let instances: PackStore;
  let parts: AnalyzeRevisionParts;
  let chestSeries: StoredSeries;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-analyze-'));
    objects = createObjectStore(folder);
    instances = createInstanceStore(folder);
    parts = {
      instances,
      objects,
      decoder: createFrameDecoder(),
      engine: createInferenceEngine(),
      packs: [await loadPack(join(packageRoot(), 'models/packs/densitometry'))],
      config: configSchema.parse({}).analyze,
      signal: new AbortController().signal,
    };
    chestSeries = await storeSeries(instances, chest());
  });
  afterAll(async () => {
    await instances.close();
    await rm(folder, { recursive: true });
  });

  const filesOf = (stored: StoredSeries) =>
    Promise.all(stored.instances.map(({ object }) => instances.get(object.key)));
  const byMeasure = ({ results }: Findings) => Object.fromEntries(results.map((result) => [result.measure, result]));

  it('measures what applies and gives the reason for everything else', async () => {
    const findings = await analyzeRevision(revisionOf(chestSeries), parts);
    const results = byMeasure(findings);
    expect(Object.keys(results)).toEqual(parts.packs[0].manifest.measures.map(({ id }) => id));
    expect(results['lung-volume']).toMatchObject({ state: 'measured', unit: 'ml', coverage: 1, attention: false });
    expect(Math.abs((results['lung-volume'].value ?? 0) / LUNG_ML - 1)).toBeLessThan(0.03);
    expect(Math.abs((results.laa950.value ?? 0) - LAA_PERCENT)).toBeLessThan(0.5);
    expect(results['intracranial-hyperdense-volume']).toMatchObject({ state: 'not-analysed', reason: 'region.absent' });
    expect(findings.series).toMatchObject([
      {
        slices: 100,
        spacing: [expect.closeTo(3, 6), expect.closeTo(3, 6), expect.closeTo(3, 6)],
        contrast: 'unknown',
        contrastBasis: 'the header does not say whether contrast medium was given',
        regions: ['lungs'],
        bodyRegions: expect.arrayContaining(['chest']),
        used: true,
        sentence: expect.stringMatching(/^100 slices of 3\.0 mm, chest/),
      },
    ]);
    expect(findings.series[0]).not.toHaveProperty('reason');
    expect(findings.packs).toEqual([
      { id: 'densitometry', version: '1.0.0', title: 'CT densitometry', digest: parts.packs[0].digest },
    ]);
  });

  it('shows every measured value on a key image, kept in the object store', async () => {
    const { results, keyImages } = await analyzeRevision(revisionOf(chestSeries), parts);
    for (const { state, keyImage, measure } of results) {
      if (state !== 'measured') continue;
      const shown = keyImages.find(({ id }) => id === keyImage);
      expect(shown, measure).toMatchObject({ measure, rows: 96, columns: 128, edges: ['L', 'P'] });
      expect(shown?.outlines.length).toBeGreaterThan(0);
      const slice = chestSeries.instances.findIndex(({ header }) => header.sopInstanceUid === shown?.sopInstanceUid);
      expect((await objects.get(shown?.pixels ?? '')).equals(slicePixels(slice))).toBe(true);
    }
  });

  it('gives the same findings for the same revision, but for the timings', async () => {
    const [first, second] = [
      await analyzeRevision(revisionOf(chestSeries), parts),
      await analyzeRevision(revisionOf({ ...chestSeries, instances: chestSeries.instances.toReversed() }), parts),
    ];
    expect({ ...second, timings: {} }).toEqual({ ...first, timings: {} });
  });

  it('turns a series that cannot become a volume into reasons, and measures the others', async () => {
    const gap = chest({ positions: chest().positions.map(([x, y, z]) => [x, y, z > 150 ? z + 3 : z] as const) });
    const broken = await storeSeries(instances, gap, '2');
    const alone = await analyzeRevision(revisionOf(broken), parts);
    expect(new Set(alone.results.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
      new Set(['not-analysed geometry.missing-slice']),
    );
    expect(alone.series).toMatchObject([{ reason: 'geometry.missing-slice', regions: [] }]);

    const both = await analyzeRevision(revisionOf(broken, chestSeries), parts);
    expect(byMeasure(both)['lung-volume']).toMatchObject({
      state: 'measured',
      seriesInstanceUid: chestSeries.decision.seriesInstanceUid,
    });
    expect(both.series).toHaveLength(2);
  });

  it('measures the better of two series, and says of the other one that it is as good', async () => {
    const second = await storeSeries(instances, chest(), '3');
    const numbered = [chestSeries, second].map((stored, i) => {
      return { ...stored, decision: { ...stored.decision, seriesNumber: i + 2 } };
    });
    const findings = await analyzeRevision(revisionOf(...numbered), parts);
    expect(findings.series).toMatchObject([
      { used: true },
      { used: false, reason: 'series.same-as-chosen', sentence: 'as good as series 2, which comes first' },
    ]);
    const measuredOn = new Set(findings.results.map(({ seriesInstanceUid }) => seriesInstanceUid));
    expect(measuredOn).toEqual(new Set([chestSeries.decision.seriesInstanceUid]));
  });

  it('takes the next best series when the best one turns out to be damaged', async () => {
    const whole = await storeSeries(instances, chest(), '4');
    const files = await filesOf(whole);
    // The preview does not see this slice.
    const cut = files.map((file, slice) => (slice === 50 ? file.subarray(0, file.length - 1000) : file));
    const otherStore = createInstanceStore(join(folder, 'damaged'));
    const damaged = storeFiles(otherStore, cut);
    const undamaged = storeFiles(otherStore, await filesOf(chestSeries));
    const first = { ...damaged, decision: { ...damaged.decision, seriesNumber: 1 } };
    const findings = await analyzeRevision(revisionOf(first, undamaged), { ...parts, instances: otherStore });
    await otherStore.close();
    expect(findings.series).toMatchObject([
      { used: false, reason: 'pixels.unreadable', spacing: [0, 0, 0] },
      { used: true, seriesInstanceUid: chestSeries.decision.seriesInstanceUid },
    ]);
    expect(byMeasure(findings)['lung-volume'].state).toBe('measured');
  });

  it('believes bright blood before a header that denies contrast medium', async () => {
    const { word } = chest();
    const aorta = (row: number, column: number) => Math.hypot(column - 64, row - 58) < 5;
    const enhanced = chest({
      word: (slice, row, column) => (aorta(row, column) ? 250 : word(slice, row, column)),
      attributes: () => ({ ContrastBolusAgent: 'NONE' }),
    });
    const [pack] = parts.packs;
    const measures = pack.manifest.measures.map((measure) => {
      return { ...measure, gates: { ...measure.gates, contrast: 'non' } } as const;
    });
    const strict = [{ ...pack, manifest: { ...pack.manifest, measures } }];
    const findings = await analyzeRevision(revisionOf(await storeSeries(instances, enhanced, '5')), {
      ...parts,
      packs: strict,
    });
    expect(byMeasure(findings)['lung-volume']).toMatchObject({
      reason: 'gate.contrast',
      message: expect.stringMatching(/^Blood measures 2\d\d HU; the measure needs a non-contrast series\.$/),
    });
    expect(findings.series[0].sentence).toContain('the header says that no contrast medium was given, but blood');
  });

  it('refuses by kernel and contrast as the header says', async () => {
    const header = { convolutionKernel: 'B70f', contrastBolusAgent: 'IOHEXOL' };
    const sharp = {
      ...chestSeries,
      instances: chestSeries.instances.map((instance) => ({ ...instance, header: { ...instance.header, ...header } })),
    };
    const findings = await analyzeRevision(revisionOf(sharp), parts);
    expect(byMeasure(findings).laa950).toMatchObject({ state: 'not-analysed', reason: 'gate.kernel' });
    expect(byMeasure(findings)['lung-volume'].state).toBe('measured');
    expect(findings.series).toMatchObject([{ kernel: 'B70f', contrast: 'contrast' }]);
  });

  it('gives the sentence of the only series when none is used', async () => {
    const decision = {
      ...chestSeries.decision,
      used: false,
      reason: 'series.localizer',
      sentence: 'It is a localizer.',
    } as const;
    const { results, series } = await analyzeRevision(revisionOf({ ...chestSeries, decision }), parts);
    expect(series).toEqual([]);
    expect(results).toHaveLength(parts.packs[0].manifest.measures.length);
    expect(results[0]).toMatchObject({
      state: 'not-analysed',
      reason: 'study.nothing-eligible',
      message: 'It is a localizer.',
    });
  });

  it('says that nothing is eligible in a study without series', async () => {
    const { results } = await analyzeRevision(revisionOf(), parts);
    expect(results[0]).toMatchObject({
      reason: 'study.nothing-eligible',
      message: expect.stringContaining('No series'),
    });
  });

  it('rejects, so that the job fails, when a stored instance is gone', async () => {
    const [first, ...others] = chestSeries.instances;
    const key = 'instances/gone-00000000000000000000000000000000';
    const gone = { ...chestSeries, instances: [{ ...first, object: { ...first.object, key } }, ...others] };
    await expect(analyzeRevision(revisionOf(gone), parts)).rejects.toMatchObject({ code: 'object.missing' });
  });

  it('rejects a threshold that no measure has', async () => {
    const config = { ...parts.config, attention: { 'no-measure': 1 } };
    await expect(analyzeRevision(revisionOf(chestSeries), { ...parts, config })).rejects.toMatchObject({
      code: 'config.invalid',
    });
  });

  it('stops when the signal aborts', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const progress = (step: string) => void (step === 'regions' && controller.abort(reason));
    const run = analyzeRevision(revisionOf(chestSeries), { ...parts, signal: controller.signal, progress });
    await expect(run).rejects.toBe(reason);
  });
});
