import { describe, expect, it } from 'vitest';
import { packRuleSchema, packRules } from '../../../../service/analyze/select/pack-rule.js';
import { rule } from './candidates.js';

describe('the rules of a pack', () => {
  it('are those of its manifest', () => {
    const selection = [rule({ bodyRegion: 'abdomen' })];
    expect(packRules({ selection, scope: { bodyRegions: ['chest'] } })).toBe(selection);
  });

  it('are one for each body region of its scope, if the manifest has none', () => {
    const regions = packRules({ scope: { bodyRegions: ['chest', 'head', 'knee'] } }).map((each) => each.bodyRegion);
    expect(regions).toEqual(['chest', 'head']);
  });

  it('are one for any region, if its scope names none that is known', () => {
    expect(packRules({ scope: { bodyRegions: ['knee'] } })).toEqual([rule({ bodyRegion: 'any' })]);
  });

  it('allow no loss, exclude nothing else and prefer axial slices of 1.5 mm, unless told otherwise', () => {
    expect(rule()).toEqual({
      bodyRegion: 'chest',
      contrast: 'any',
      kernels: { preferred: [], excluded: [] },
      sliceMm: { preferred: 1.5, max: 10 },
      minCoverageMm: 0,
      orientation: 'axial',
      lossy: 'refused',
    });
  });

  it.each([
    ['a region that is not known', { bodyRegion: 'knee' }],
    ['a preference above the maximum', { bodyRegion: 'chest', sliceMm: { preferred: 3, max: 2 } }],
    ['a misspelt key', { bodyRegion: 'chest', kernel: 'soft' }],
  ])('are refused with %s', (_, document) => {
    expect(packRuleSchema.safeParse(document).success).toBe(false);
  });
});
