import { describe, expect, it } from 'vitest';
import { seriesFacts } from '../../../service/analyze/series-facts.js';
import type { InstanceHeader } from '../../../service/dicom/instance-header.js';

function facts(...headers: readonly Partial<InstanceHeader>[]) {
  return seriesFacts(headers as readonly InstanceHeader[]);
}

describe('seriesFacts', () => {
  it('classifies the kernel', () => {
    expect(facts({ convolutionKernel: 'B70f' })).toMatchObject({ kernel: 'B70f', kernelClass: 'sharp' });
    expect(facts({})).toMatchObject({ kernelClass: 'unknown' });
  });

  it('takes a named agent in any slice for contrast', () => {
    expect(facts({}, { contrastBolusAgent: 'IOHEXOL' })).toMatchObject({
      contrast: 'contrast',
      contrastBasis: 'the header names a contrast agent (IOHEXOL)',
    });
  });

  it('takes silence, and an empty agent, for unknown', () => {
    expect(facts({}, {})).toMatchObject({ contrast: 'unknown' });
    expect(facts({ contrastBolusAgent: ' ' })).toMatchObject({ contrast: 'unknown' });
  });

  it('takes an agent that says none for non-contrast', () => {
    for (const contrastBolusAgent of ['NONE', 'no', 'Without ']) {
      expect(facts({ contrastBolusAgent })).toMatchObject({ contrast: 'non-contrast' });
    }
  });

  it('takes bright blood for contrast, whatever the header says', () => {
    expect(seriesFacts([{ contrastBolusAgent: 'NONE' } as InstanceHeader], { hu: 250, contrast: true })).toMatchObject({
      contrast: 'contrast',
      contrastDisagreement: expect.stringContaining('but blood measures 250 HU'),
    });
  });

  it('takes the largest Slice Thickness', () => {
    expect(facts({ sliceThickness: 1 }, { sliceThickness: 3 }, {}).sliceThickness).toBe(3);
  });

  it('does not depend on the order of the instances', () => {
    const headers = [{ convolutionKernel: 'B70f' }, { convolutionKernel: 'B30f' }];
    expect(facts(...headers)).toEqual(facts(...headers.reverse()));
  });
});
