import { describe, expect, it } from 'vitest';
import { checkAttention } from '../../../../service/analyze/measures/attention.js';
import { measureSeries } from '../../../../service/analyze/measures/measure-series.js';
import type { ScanEmbedding } from '../../../../service/analyze/pack/scan-embedding.js';
import type { SeriesInstanceUid } from '../../../../service/dicom/uid.js';
import { ABSENT, embedding, PACK, SUITABLE, WHOLE } from './series-of-measures.js';

const UID = '1.2.3' as SeriesInstanceUid;
/** The first bin from -950 HU on: three bins, one of them open, lie below. */
const FROM_950 = 3;

function results(scan: ScanEmbedding, { thresholds = {}, regions = SUITABLE.regions } = {}) {
  const measured = measureSeries(PACK, { ...SUITABLE, regions, seriesInstanceUid: UID, embedding: scan }, thresholds);
  return Object.fromEntries(measured.map((result) => [result.measure, result]));
}

describe('measureSeries', () => {
  it('gives a result for every measure of the pack, in its order', () => {
    const all = measureSeries(PACK, { ...SUITABLE, seriesInstanceUid: UID, embedding: embedding({}) }, {});
    expect(all.map(({ measure }) => measure)).toEqual(PACK.manifest.measures.map(({ id }) => id));
  });

  it('weighs the share below -950 HU by the volumes of both lungs', () => {
    const { laa950 } = results(
      embedding({
        lungLeft: { ml: 1000, shares: { 0: 0.1, 1: 0.05, 2: 0.05, [FROM_950]: 0.8 } },
        lungRight: { ml: 3000, shares: { [FROM_950]: 1 } },
      }),
    );
    expect(laa950).toMatchObject({ state: 'measured', value: 5, unit: '%', coverage: 1, attention: false });
  });

  it('adds the volumes of both lungs, without airway and non-aerated parts', () => {
    const scan = embedding({
      lungLeft: { ml: 2100 },
      lungRight: { ml: 2400 },
      airway: { ml: 60 },
      nonAeratedLungLeft: { ml: 130 },
    });
    expect(results(scan)).toMatchObject({
      'lung-volume': { value: 4500, unit: 'ml' },
      'non-aerated-lung-volume': { value: 130, unit: 'ml' },
    });
  });

  it('gives hyperdense volume and asymmetry without sign, with the side in the note', () => {
    const scan = embedding({ hyperdenseLeft: { ml: 0.5 }, hyperdenseRight: { ml: 4 }, intracranialLeft: { ml: 700 } });
    expect(results(scan)).toMatchObject({
      'intracranial-hyperdense-volume': { value: 4.5 },
      'intracranial-hyperdense-asymmetry': { value: 3.5, note: 'more on the right: left 0.5 ml, right 4.0 ml' },
    });
  });

  it('names no side when both are alike', () => {
    const result = results(embedding({}))['intracranial-hyperdense-asymmetry'];
    expect(result).toMatchObject({ state: 'measured', value: 0 });
    expect(result).not.toHaveProperty('note');
  });

  it('gives no value where a gate refuses', () => {
    const result = results(embedding({}), { regions: { ...SUITABLE.regions, intracranial: ABSENT } })[
      'intracranial-hyperdense-volume'
    ];
    expect(result).toMatchObject({
      state: 'not-analysed',
      reason: 'region.absent',
      seriesInstanceUid: UID,
      attention: false,
    });
    expect(result).not.toHaveProperty('value');
  });

  it('never rounds the coverage of a region up to all of it', () => {
    const regions = { ...SUITABLE.regions, lungs: { ...WHOLE, coverage: 0.998 } };
    expect(results(embedding({}), { regions })['lung-volume'].coverage).toBe(0.99);
  });

  it('records the coverage of the region', () => {
    const regions = { ...SUITABLE.regions, lungs: { ...WHOLE, coverage: 0.9456 } };
    expect(results(embedding({}), { regions })['lung-volume'].coverage).toBe(0.94);
  });

  it('asks for attention only from the threshold that the site has set', () => {
    const scan = embedding({ hyperdenseLeft: { ml: 4 } });
    const attention = (thresholds: Record<string, number>) =>
      results(scan, { thresholds })['intracranial-hyperdense-volume'];
    expect(attention({})).toMatchObject({ attention: false });
    expect(attention({})).not.toHaveProperty('attentionThreshold');
    expect(attention({ 'intracranial-hyperdense-volume': 4 })).toMatchObject({
      attention: true,
      attentionThreshold: 4,
    });
    expect(attention({ 'intracranial-hyperdense-volume': 4.01 })).toMatchObject({
      attention: false,
      attentionThreshold: 4.01,
    });
    expect(attention({ laa950: 1 })).not.toHaveProperty('attentionThreshold');
  });
});

describe('checkAttention', () => {
  it('accepts thresholds of measures that there are', () => {
    expect(() => checkAttention({ laa950: 15 }, [PACK.manifest])).not.toThrow();
  });

  it('refuses a threshold under a name that no measure has', () => {
    expect(() => checkAttention({ laa905: 15 }, [PACK.manifest])).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});
