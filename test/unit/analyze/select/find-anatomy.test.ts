import { describe, expect, it } from 'vitest';
import { findAnatomy } from '../../../../service/analyze/select/find-anatomy.js';
import { taggedRegions } from '../../../../service/analyze/select/tagged-regions.js';

describe('the regions that a header names', () => {
  it.each([
    ['CHEST', ['chest']],
    ['HEAD', ['head']],
    ['HEADNECK', ['neck', 'head']],
    ['CHESTABDPELVIS', ['pelvis', 'abdomen', 'chest']],
    ['LSPINE', ['abdomen']],
    ['KNEE', []],
  ])('of Body Part Examined %s are %j', (bodyPartExamined, regions) => {
    expect(taggedRegions({ bodyPartExamined }).regions).toEqual(regions);
  });

  it.each([
    ['CT CH/AB/PEL', ['pelvis', 'abdomen', 'chest']],
    ['Thorax nativ 1.0', ['chest']],
    ['BRAIN 5MM', ['head']],
    ['Schädel', ['head']],
    ['Routine 3.0', []],
  ])('are looked for in the description %s where that is empty: %j', (seriesDescription, regions) => {
    expect(taggedRegions({ bodyPartExamined: '', seriesDescription }).regions).toEqual(regions);
    expect(taggedRegions({ bodyPartExamined: 'CHEST', seriesDescription }).regions).toEqual(['chest']);
  });
});

describe('the anatomy of a stack', () => {
  it('is what its pixels show', () => {
    const shares = { chest: 0.9, neck: 0.1 };
    const header = { bodyPartExamined: 'CHEST' };
    expect(findAnatomy(shares, header, 300)).toEqual({ shares, basis: 'pixels', heightMm: 300 });
  });

  it('is still what its pixels show where the header names another region, and that is told', () => {
    expect(findAnatomy({ chest: 1 }, { bodyPartExamined: 'HEAD' }, 300)).toMatchObject({
      basis: 'pixels',
      disagreement: 'the header says HEAD, the pixels show chest',
    });
  });

  it('does not disagree with a header that names one of several regions, or none', () => {
    for (const header of [{ bodyPartExamined: 'ABDOMEN' }, {}]) {
      expect(findAnatomy({ chest: 0.5, abdomen: 0.5 }, header, 300).disagreement).toBeUndefined();
    }
  });

  it('is taken from the header where the pixels show nothing known, and else unknown', () => {
    expect(findAnatomy({}, { bodyPartExamined: 'HEAD' }, 300)).toMatchObject({ shares: { head: 1 }, basis: 'header' });
    expect(findAnatomy({}, {}, 300)).toEqual({ shares: {}, basis: 'unknown', heightMm: 300 });
  });

  it('is no more than the edge of a region that one plane shows', () => {
    expect(findAnatomy({ head: 0.95, neck: 0.05 }, { bodyPartExamined: 'NECK' }, 200).disagreement).toMatch('NECK');
  });
});
