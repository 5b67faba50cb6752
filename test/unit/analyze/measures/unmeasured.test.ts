import { describe, expect, it } from 'vitest';
import { unmeasured } from '../../../../service/analyze/measures/unmeasured.js';
import { decide } from '../../../../service/analyze/select/decide.js';
import { revisionOf } from '../phantom-study.js';
import { ABDOMEN, type CandidateOptions, candidate } from '../select/candidates.js';
import { PACK } from './series-of-measures.js';

/** Reason and message by measure, of a study of such series. */
function reasons(...series: readonly CandidateOptions[]) {
  const decisions = decide(
    series.map((options, i) => candidate(i + 1, options)),
    [PACK],
  );
  const results = unmeasured(revisionOf(), { packs: [PACK], decisions, refused: [] });
  return results.map(({ measure, reason, message }) => [measure, `${reason}: ${message}`]);
}

describe('what a pack could not use', () => {
  it('is said of each measure', () => {
    const refusal = { reason: 'geometry.shifted', message: 'The slices are shifted.' } as const;
    const unseen = { anatomy: { shares: {}, basis: 'unknown', heightMm: 0 }, refusal } as const;
    expect(reasons(unseen)).toEqual(
      PACK.manifest.measures.map(({ id }) => [id, 'geometry.shifted: The slices are shifted.']),
    );
  });

  it('is no reason for a measure of a region that it does not show', () => {
    const thick = Object.fromEntries(reasons({ stack: { spacingMm: 7 } }));
    expect(thick['lung-volume']).toBe('series.too-thick: Slices of 7.0 mm, at most 5.0 mm are taken.');
    expect(thick['intracranial-hyperdense-volume']).toBe('series.other-region: Chest and abdomen, not head.');
  });

  it('names what a series of another region shows', () => {
    expect(Object.fromEntries(reasons({ anatomy: ABDOMEN }))['lung-volume']).toBe(
      'series.other-region: Abdomen, not chest.',
    );
  });

  it('is not said of a series that is used, or that another one outdid', () => {
    expect(reasons({}, { stack: { spacingMm: 3 } })).toEqual([]);
  });
});
