import { describe, expect, it } from 'vitest';
import type { Result } from '../../../../service/analyze/findings.js';
import { notAnalysed } from '../../../../service/analyze/measures/measure-series.js';
import { studyResults } from '../../../../service/analyze/measures/study-results.js';
import type { SeriesInstanceUid } from '../../../../service/dicom/uid.js';
import type { ErrorCode } from '../../../../service/errors/registry.js';
import { measure, PACK } from './series-of-measures.js';

function refused(reason: ErrorCode, series: string): Result {
  return notAnalysed(PACK, measure('laa950'), { reason, message: '', seriesInstanceUid: series as SeriesInstanceUid });
}

function measured(value: number, series: string): Result {
  return { ...refused('region.absent', series), state: 'measured', value, reason: undefined };
}

const reasons = (results: readonly Result[]) => studyResults([PACK], results).map(({ reason }) => reason);

describe('studyResults', () => {
  it('keeps every measured result and drops the reasons of other series', () => {
    const results = [refused('gate.kernel', '1.1'), measured(3, '1.2'), measured(4, '1.3')];
    expect(studyResults([PACK], results).map(({ value }) => value)).toEqual([3, 4]);
  });

  it('keeps one reason if no series gave a value: a gate, an incomplete region, an unread series, an absent region', () => {
    expect(reasons([refused('region.absent', '1.1'), refused('gate.kernel', '1.2')])).toEqual(['gate.kernel']);
    expect(reasons([refused('region.absent', '1.1'), refused('region.incomplete', '1.2')])).toEqual([
      'region.incomplete',
    ]);
    expect(reasons([refused('geometry.tilted', '1.1'), refused('region.absent', '1.2')])).toEqual(['geometry.tilted']);
    expect(reasons([refused('geometry.tilted', '1.1')])).toEqual(['geometry.tilted']);
    expect(reasons([refused('series.other-region', '1.1'), refused('region.absent', '1.2')])).toEqual([
      'region.absent',
    ]);
    expect(reasons([refused('series.other-region', '1.1'), refused('series.too-thick', '1.2')])).toEqual([
      'series.too-thick',
    ]);
  });

  it('orders results as the pack orders its measures', () => {
    const volume = { ...measured(4500, '1.1'), measure: 'lung-volume' };
    expect(studyResults([PACK], [volume, measured(3, '1.1')]).map((result) => result.measure)).toEqual([
      'laa950',
      'lung-volume',
    ]);
  });
});
