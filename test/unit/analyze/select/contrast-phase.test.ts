import { describe, expect, it } from 'vitest';
import { contrastPhase } from '../../../../service/analyze/select/contrast-phase.js';

const BRIGHT = { hu: 250, contrast: true };
const PLAIN = { hu: 42, contrast: false };

describe('contrast', () => {
  it('is what the header says where blood is not seen', () => {
    expect(contrastPhase({ state: 'unknown' })).toEqual({
      contrast: 'unknown',
      contrastBasis: 'the header does not say whether contrast medium was given',
    });
    expect(contrastPhase({ state: 'contrast', agent: 'IOHEXOL' })).toEqual({
      contrast: 'contrast',
      contrastBasis: 'the header names a contrast agent (IOHEXOL)',
    });
  });

  it('is what blood says where the header is silent', () => {
    expect(contrastPhase({ state: 'unknown' }, BRIGHT)).toEqual({
      contrast: 'contrast',
      contrastBasis: 'blood measures 250 HU',
    });
    expect(contrastPhase({ state: 'unknown' }, PLAIN)).toMatchObject({ contrast: 'non-contrast' });
  });

  it('rests on both where they agree', () => {
    expect(contrastPhase({ state: 'non-contrast' }, PLAIN)).toEqual({
      contrast: 'non-contrast',
      contrastBasis: 'the header says that no contrast medium was given, and blood measures 42 HU',
    });
  });

  it('is there if either says so, and the disagreement is told', () => {
    expect(contrastPhase({ state: 'non-contrast' }, BRIGHT)).toEqual({
      contrast: 'contrast',
      contrastBasis: 'blood measures 250 HU',
      contrastDisagreement: 'the header says that no contrast medium was given, but blood measures 250 HU',
    });
    expect(contrastPhase({ state: 'contrast', agent: 'IOHEXOL' }, PLAIN)).toMatchObject({
      contrast: 'contrast',
      contrastDisagreement: 'the header names a contrast agent (IOHEXOL), but blood measures 42 HU',
    });
  });
});
