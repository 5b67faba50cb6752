import { describe, expect, it } from 'vitest';
import { attentionSentence, formatNumber, formatShare, hasValue, whyNot } from '../../../service/report/wording.js';
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
