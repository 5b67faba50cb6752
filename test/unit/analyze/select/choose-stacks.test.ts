import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../service/analyze/select/candidate.js';
import { chooseStacks } from '../../../../service/analyze/select/choose-stacks.js';
import { ABDOMEN, type CandidateOptions, candidate, chest, HEAD, rule } from './candidates.js';

/** What is told of each, by Series Number. */
function told(candidates: readonly Candidate[], ...rules: Parameters<typeof rule>[0][]) {
  const choices = chooseStacks(candidates, rules.length > 0 ? rules.map(rule) : [rule()]);
  return choices.map(({ candidate, used, reason, sentence }) => [
    candidate.seriesNumber,
    used ? 'used' : reason,
    sentence,
  ]);
}

describe('a stack', () => {
  it('is used if no other is there, and people are told what it is', () => {
    const facts = { kernel: 'B30f', kernelClass: 'soft', contrast: 'non-contrast' } as const;
    expect(told([candidate(3, { facts })])).toEqual([
      [3, 'used', '300 slices of 1.0 mm, soft kernel, no contrast, chest (lung air in 90 % of its slices) and abdomen'],
    ]);
  });

  it('keeps the reason for which no volume can be built of it', () => {
    const refusal = { reason: 'geometry.missing-slice', message: 'A slice is missing. One, at z = 3.00 mm.' } as const;
    expect(told([candidate(3, { refusal })])).toEqual([
      [3, 'geometry.missing-slice', 'A slice is missing. One, at z = 3.00 mm'],
    ]);
  });

  const excluded: readonly [string, CandidateOptions, Parameters<typeof rule>[0], string, string][] = [
    ['compressed with loss', { lossy: true }, {}, 'series.lossy', 'compressed with loss'],
    ['of another region', { anatomy: ABDOMEN }, {}, 'series.other-region', 'abdomen; the pack measures chest'],
    [
      'with contrast medium, where none is wanted',
      { facts: { contrast: 'contrast', contrastBasis: 'blood measures 250 HU' } },
      { contrast: 'non-or-unknown' },
      'series.other-phase',
      'blood measures 250 HU; a series without contrast medium is needed',
    ],
    [
      'of unknown phase, where certainty is wanted',
      {},
      { contrast: 'contrast' },
      'series.other-phase',
      'nothing is known; a series with contrast medium is needed',
    ],
    [
      'of an excluded kernel',
      { facts: { kernel: 'B70f', kernelClass: 'sharp' } },
      { kernels: { excluded: ['sharp'] } },
      'series.kernel',
      'kernel B70f is sharp',
    ],
    [
      'too thick between its slices',
      { stack: { spacingMm: 7 } },
      { sliceMm: { max: 5 } },
      'series.too-thick',
      'slices of 7.0 mm, at most 5.0 mm are taken',
    ],
    [
      'too thick by its Slice Thickness',
      { facts: { sliceThickness: 7 } },
      { sliceMm: { max: 5 } },
      'series.too-thick',
      'slices of 7.0 mm, at most 5.0 mm are taken',
    ],
    [
      'too short',
      { anatomy: chest(100) },
      { minCoverageMm: 100 },
      'series.coverage',
      'covers 90 mm of the chest, less than 100 mm',
    ],
  ];
  it.each(excluded)('is not used if it is %s', (_, options, wanted, reason, sentence) => {
    expect(told([candidate(3, options)], wanted)).toEqual([[3, reason, sentence]]);
  });

  it.each([
    ['that is lossy, if the rule allows it', { lossy: true }, { lossy: 'allowed' }],
    ['of an unknown kernel, whatever is excluded', {}, { kernels: { excluded: ['sharp'] } }],
    ['that only rounding makes too thick', { stack: { spacingMm: 5.02 } }, { sliceMm: { max: 5 } }],
    ['whose region is not recognised', { anatomy: { shares: {}, basis: 'unknown', heightMm: 300 } }, {}],
    ['that only its header puts elsewhere', { anatomy: { shares: { head: 1 }, basis: 'header', heightMm: 300 } }, {}],
    ['of any region, if the rule wants any', { anatomy: ABDOMEN }, { bodyRegion: 'any' }],
  ] as const)('is used, one %s', (_, options, wanted) => {
    expect(chooseStacks([candidate(3, options)], [rule(wanted)])[0].used).toBe(true);
  });
});

describe('of two stacks', () => {
  const sharp = { kernel: 'B70f', kernelClass: 'sharp' } as const;
  const soft = { kernel: 'B30f', kernelClass: 'soft' } as const;
  const enhanced = { contrast: 'contrast', contrastBasis: 'blood measures 250 HU' } as const;
  const worse: readonly [string, CandidateOptions, CandidateOptions, Parameters<typeof rule>[0], string, string][] = [
    ['thicker', { stack: { spacingMm: 5 } }, {}, {}, 'series.thicker-than-chosen', 'thicker than series 3 (5.0 mm)'],
    [
      'shorter',
      { anatomy: chest(90) },
      {},
      {},
      'series.less-suitable',
      'covers less of the chest than series 3 (81 of 270 mm)',
    ],
    [
      'shorter, though thinner,',
      { anatomy: chest(150) },
      { stack: { spacingMm: 5 } },
      {},
      'series.less-suitable',
      'covers less of the chest than series 3 (135 of 270 mm)',
    ],
    [
      'sharper',
      { facts: sharp },
      { facts: soft },
      { kernels: { preferred: ['soft'] } },
      'series.less-suitable',
      'sharp kernel; that of series 3 suits better',
    ],
    [
      'enhanced',
      { facts: enhanced },
      {},
      { contrast: 'prefer-non' },
      'series.less-suitable',
      'blood measures 250 HU; series 3 suits better',
    ],
    ['coronal', { stack: { orientation: 'coronal' } }, {}, {}, 'series.less-suitable', 'coronal; series 3 is axial'],
    ['derived', { derived: true }, {}, {}, 'series.less-suitable', 'derived from another series; series 3 is original'],
    [
      'lossy',
      { lossy: true },
      {},
      { lossy: 'allowed' },
      'series.less-suitable',
      'compressed with loss; series 3 is not',
    ],
    [
      'unrecognised',
      { anatomy: { shares: {}, basis: 'unknown', heightMm: 270 } },
      {},
      {},
      'series.less-suitable',
      'body region not recognised; series 3 shows chest (lung air in 90 % of its slices) and abdomen',
    ],
  ];
  it.each(worse)('the %s one is not used, and says why', (_, less, more, wanted, reason, sentence) => {
    const choices = told([candidate(2, less), candidate(3, more)], wanted);
    expect(choices).toEqual([
      [2, reason, sentence],
      [3, 'used', expect.any(String)],
    ]);
  });

  it('equally good, the one with the lower Series Number is used, in whatever order they come', () => {
    const both = [candidate(4), candidate(3)];
    const expected = [
      [3, 'used', expect.any(String)],
      [4, 'series.same-as-chosen', 'as good as series 3, which comes first'],
    ];
    expect(told(both)).toEqual(expected);
    expect(told(both.toReversed())).toEqual(expected);
  });

  it('thinner than the rule prefers, none is better for it', () => {
    expect(
      told([candidate(3, { stack: { spacingMm: 1.25 } }), candidate(4, { stack: { spacingMm: 0.6 } })])[1][1],
    ).toBe('series.same-as-chosen');
  });

  it('of one series, the stack with the lower number is used, and the other one names it', () => {
    const phases = [30, 70].map((phase, i) => candidate(3, { number: i + 1, label: `phase ${phase} %` }));
    expect(told(phases.toReversed())[1]).toEqual([
      3,
      'series.same-as-chosen',
      'as good as series 3, phase 30 %, which comes first',
    ]);
  });

  it('without Series Number comes last, and is named by its UID', () => {
    const [first, second] = chooseStacks([candidate(undefined), candidate(9)], [rule()]);
    expect([first.candidate.seriesNumber, second.sentence]).toEqual([9, 'as good as series 9, which comes first']);
  });

  it('the one that cannot become a volume leaves the place to the other', () => {
    const refusal = { reason: 'pixels.unreadable', message: 'Damaged.' } as const;
    expect(told([candidate(3, { refusal }), candidate(4, { stack: { spacingMm: 5 } })])[1][1]).toBe('used');
  });
});

describe('several rules', () => {
  const rules = [{ bodyRegion: 'chest' }, { bodyRegion: 'head' }] as const;

  it('take one stack each', () => {
    expect(told([candidate(2), candidate(3, { anatomy: HEAD }), candidate(4)], ...rules)).toEqual([
      [2, 'used', expect.stringContaining('chest')],
      [3, 'used', expect.stringContaining('head')],
      [4, 'series.same-as-chosen', 'as good as series 2, which comes first'],
    ]);
  });

  it('are named together to a stack that none of them wants', () => {
    expect(told([candidate(2, { anatomy: ABDOMEN })], ...rules)).toEqual([
      [2, 'series.other-region', 'abdomen; the pack measures chest and head'],
    ]);
  });

  it('tell a stack what kept it from its own region, not that it is none of the other', () => {
    expect(told([candidate(2, { stack: { spacingMm: 12 } })], ...rules)[0][1]).toBe('series.too-thick');
  });

  it('that are none use nothing', () => {
    expect(chooseStacks([candidate(2)], [])).toMatchObject([{ used: false, reason: 'series.other-region' }]);
  });
});
