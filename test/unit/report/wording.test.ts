import { describe, expect, it } from 'vitest';
import type { AnalysedSeries } from '../../../service/analyze/findings.js';
import type { SeriesDecision } from '../../../service/assemble/assembly.js';
import type { SeriesInstanceUid } from '../../../service/dicom/uid.js';
import {
  attentionSentence,
  formatNumber,
  formatShare,
  hasValue,
  seriesSelection,
  whyNot,
} from '../../../service/report/wording.js';
import { MEASURED, result } from '../../support/findings.js';

describe('the words of a result', () => {
  it.each([
    [0, '0.00'],
    [3.524, '3.52'],
    [9.996, '10.0'],
    [12.44, '12.4'],
    [99.96, '100'],
    [4213.7, '4214'],
    [-3.5, '-3.50'],
  ])('write %d with the digits a reader can use', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  it.each([
    [1, '100 %'],
    [0.9999, '99 %'],
    [0.29, '29 %'],
    [0, '0 %'],
  ])('never round a coverage of %d up to all', (share, expected) => {
    expect(formatShare(share)).toBe(expected);
  });

  it('give the reason of the registry where the result brings no sentence of its own', () => {
    const without = { ...MEASURED[2], message: undefined };
    expect(whyNot(without)).toBe('The body region of this measure is not in the field of view');
    expect(whyNot({ ...without, message: 'There is no head.' })).toBe('There is no head');
  });

  it('say that a threshold was not reached only where the site has set one', () => {
    const measured = MEASURED[0];
    expect(attentionSentence(measured)).toBe('site threshold 10 % reached');
    expect(attentionSentence({ ...measured, attention: false })).toBe('site threshold 10 % not reached');
    expect(attentionSentence({ ...measured, attention: false, attentionThreshold: undefined })).toBeUndefined();
  });

  it('take no number from a measure that failed', () => {
    const failed = result({ measure: 'laa950', title: 'LAA', state: 'error', value: 3, unit: '%' });
    expect([hasValue(failed), hasValue(MEASURED[0])]).toEqual([false, true]);
  });
});

describe('the list of series', () => {
  const seriesInstanceUid = '1.2.3' as SeriesInstanceUid;
  const candidate: SeriesDecision = {
    seriesInstanceUid,
    used: true,
    sentence: '28 slices of 5.0 mm',
    modality: 'CT',
    instances: 28,
    sopInstanceUids: [],
  };
  const analysed = (change: Partial<AnalysedSeries>): AnalysedSeries => ({
    seriesInstanceUid,
    slices: 28,
    spacing: [1, 1, 5],
    contrast: 'unknown',
    regions: [],
    ...change,
  });
  const told = (...series: readonly AnalysedSeries[]) => {
    const [{ used, reason, sentence }] = seriesSelection([candidate], { series });
    return [used, reason, sentence];
  };

  it('shows what was decided at closing until there is an analysis', () => {
    expect(told()).toEqual([true, undefined, '28 slices of 5.0 mm']);
  });

  it('shows what the analysis decided', () => {
    expect(told(analysed({ used: true, sentence: '28 slices of 5.0 mm, head' }))).toEqual([
      true,
      undefined,
      '28 slices of 5.0 mm, head',
    ]);
    const thicker = { used: false, reason: 'series.thicker-than-chosen', sentence: 'thicker than series 3' } as const;
    expect(told(analysed(thicker))).toEqual([false, 'series.thicker-than-chosen', 'thicker than series 3']);
  });

  it('tells the stacks of a series apart, and calls it used if one of them is', () => {
    const phase = (label: string, used: boolean, sentence: string) => analysed({ label, used, sentence });
    expect(told(phase('phase 30 %', false, 'as good as the other'), phase('phase 70 %', true, '28 slices'))).toEqual([
      true,
      undefined,
      'phase 30 % not used: as good as the other; phase 70 % used: 28 slices',
    ]);
  });

  it('understands findings of earlier versions, which say only what was wrong', () => {
    expect(told(analysed({}))).toEqual([true, undefined, '28 slices of 5.0 mm']);
    expect(told(analysed({ reason: 'geometry.missing-slice', message: 'One is missing.' }))).toEqual([
      false,
      'geometry.missing-slice',
      'could not be measured: One is missing',
    ]);
  });
});
