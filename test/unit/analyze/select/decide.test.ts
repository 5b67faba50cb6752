import { describe, expect, it } from 'vitest';
import type { LoadedPack } from '../../../../service/analyze/pack/loaded-pack.js';
import { decide } from '../../../../service/analyze/select/decide.js';
import { PACK } from '../measures/series-of-measures.js';
import { ABDOMEN, candidate, rule } from './candidates.js';

function pack(id: string, bodyRegion: 'chest' | 'abdomen' | 'any'): LoadedPack {
  return { ...PACK, digest: `sha256:${id}`, manifest: { ...PACK.manifest, id, selection: [rule({ bodyRegion })] } };
}

describe('the decision over a stack', () => {
  it('says once what all packs say', () => {
    const [only] = decide([candidate(2)], [pack('one', 'chest'), pack('two', 'any')]);
    expect(only).toMatchObject({ used: true, sentence: expect.stringMatching(/^300 slices of 1\.0 mm, chest/) });
  });

  it('names the packs where they differ, and is "used" by one of them', () => {
    const [only] = decide([candidate(2, { anatomy: ABDOMEN })], [pack('lungs', 'chest'), pack('liver', 'abdomen')]);
    expect(only.used).toBe(true);
    expect(only.reason).toBeUndefined();
    expect(only.sentence).toBe(
      'not used by lungs: abdomen; the pack measures chest; used by liver: 300 slices of 1.0 mm, abdomen',
    );
  });

  it('ends with what a reader must know of the stack', () => {
    const corrections = ['gantry tilt of 18.5° straightened'];
    const disagreements = ['the header says HEAD, the pixels show chest'];
    const both = [candidate(2, { corrections, disagreements }), candidate(3, { corrections, disagreements })];
    const [used, notUsed] = decide(both, [pack('one', 'chest')]);
    expect(used.sentence).toMatch(/; gantry tilt of 18\.5° straightened; the header says HEAD, the pixels show chest$/);
    expect(notUsed.sentence).toBe(`as good as series 2, which comes first; ${disagreements[0]}`);
  });

  it('has a reason without any pack', () => {
    expect(decide([candidate(2)], [])).toMatchObject([
      { used: false, reason: 'series.other-region', sentence: 'no pack is loaded that could use it', choices: [] },
    ]);
  });
});
