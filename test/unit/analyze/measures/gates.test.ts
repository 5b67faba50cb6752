import { describe, expect, it } from 'vitest';
import { cautions, type MeasuredSeries, refusal } from '../../../../service/analyze/measures/gates.js';
import { ABSENT, measure, SUITABLE, WHOLE } from './series-of-measures.js';

const LAA = measure('laa950');
const LUNG = measure('lung-volume');
const HEAD = measure('intracranial-hyperdense-volume');

function series(change: Partial<MeasuredSeries> = {}, facts: Partial<MeasuredSeries['facts']> = {}): MeasuredSeries {
  return { ...SUITABLE, ...change, facts: { ...SUITABLE.facts, ...facts } };
}

describe('refusal', () => {
  it('lets a suitable series pass', () => {
    for (const each of [LAA, LUNG, HEAD]) expect(refusal(each, series())).toBeUndefined();
  });

  it('says which region is absent, and what was looked for', () => {
    const noHead = series({ regions: { ...SUITABLE.regions, intracranial: ABSENT } });
    expect(refusal(HEAD, noHead)).toEqual({
      reason: 'region.absent',
      message: 'No head in the field of view. None of it was found.',
    });
    expect(refusal(LAA, noHead)).toBeUndefined();
  });

  it('says how much of the region is there when it is too little', () => {
    const partly = series({ regions: { ...SUITABLE.regions, lungs: { ...WHOLE, coverage: 0.6 } } });
    const message = 'About 60 % of the lungs in the field of view, 90 % needed. Found.';
    expect(refusal(LUNG, partly)).toEqual({ reason: 'region.incomplete', message });
    const nearly = series({ regions: { ...SUITABLE.regions, lungs: { ...WHOLE, coverage: 0.897 } } });
    expect(refusal(LUNG, nearly)?.message).toMatch(/^About 89 % /);
  });

  it('names the thickness of slices that are too thick', () => {
    const message = 'Slices of 5.0 mm; at most 3.0 mm are allowed.';
    expect(refusal(LAA, series({ sliceMm: 5 }))).toEqual({ reason: 'gate.slice-thickness', message });
    expect(refusal(LUNG, series({ sliceMm: 5 }))).toBeUndefined();
  });

  it('does not refuse a thickness that only rounding puts over the limit', () => {
    expect(refusal(LAA, series({ sliceMm: 3.0001 }))).toBeUndefined();
  });

  it('names a sharp kernel where the measure is not defined for it', () => {
    const sharp = series({}, { kernel: 'B70f', kernelClass: 'sharp' });
    const message = 'Kernel B70f is sharp; the measure is not defined for it.';
    expect(refusal(LAA, sharp)).toEqual({ reason: 'gate.kernel', message });
    expect(refusal(LUNG, sharp)).toBeUndefined();
  });

  it('refuses a head series with contrast medium, and says what that rests on', () => {
    const message = 'Blood measures 250 HU; the measure needs a non-contrast series.';
    const enhanced = series({}, { contrast: 'contrast', contrastBasis: 'blood measures 250 HU' });
    expect(refusal(HEAD, enhanced)).toEqual({ reason: 'gate.contrast', message });
    expect(refusal(LAA, enhanced)).toBeUndefined();
  });

  it('measures a head whose header is silent on contrast, unless the pack asks for certainty', () => {
    const silent = series({}, { contrast: 'unknown' });
    expect(refusal(HEAD, silent)).toBeUndefined();
    const strict = { ...HEAD, gates: { ...HEAD.gates, contrast: 'non' } } as const;
    expect(refusal(strict, silent)).toMatchObject({ reason: 'gate.phase-unknown' });
  });
});

describe('cautions', () => {
  it('are none for a suitable series', () => {
    for (const each of [LAA, LUNG, HEAD]) expect(cautions(each, series())).toEqual([]);
  });

  it('name a kernel that is not known, only where the kernel matters', () => {
    expect(cautions(LAA, series({}, { kernel: 'XYZ', kernelClass: 'unknown' }))).toEqual(['kernel XYZ is not known']);
    expect(cautions(LAA, series({}, { kernel: undefined, kernelClass: 'unknown' }))).toEqual([
      'no kernel in the header',
    ]);
    expect(cautions(LUNG, series({}, { kernel: 'XYZ', kernelClass: 'unknown' }))).toEqual([]);
  });

  it('say that contrast is not stated, only where it matters', () => {
    expect(cautions(HEAD, series({}, { contrast: 'unknown' }))).toEqual(['contrast is not stated in the header']);
    expect(cautions(LAA, series({}, { contrast: 'unknown' }))).toEqual([]);
  });

  it('end with the notes of the series', () => {
    const notes = ['gantry tilt of 18.5° straightened'];
    expect(cautions(HEAD, series({ notes }, { contrast: 'unknown' }))).toEqual([
      'contrast is not stated in the header',
      ...notes,
    ]);
  });

  it('say that slices are thicker than the measure is best with', () => {
    expect(cautions(LAA, series({ sliceMm: 2.5 }))).toEqual(['slices of 2.5 mm read lower than thin ones']);
  });
});
