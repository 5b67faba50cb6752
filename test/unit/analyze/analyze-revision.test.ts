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
      { slices: 100, spacing: [3, 3, 3], contrast: 'unknown', regions: ['lungs'] },
    ]);
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
