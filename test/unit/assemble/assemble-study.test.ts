import { describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../service/assemble/assemble-study.js';
import type { InstanceHeader } from '../../../service/dicom/instance-header.js';
import { MANUFACTURER } from '../../../service/dicom/product.js';
import { COMPREHENSIVE_SR, ENHANCED_CT_IMAGE, SECONDARY_CAPTURE_IMAGE } from '../../../service/dicom/sop-class.js';
import type { ReceivedInstance } from '../../../service/ports/study-registry.js';
import { axialSeries, instance, type SeriesOptions, seriesUid } from '../../support/instances.js';

const RULES = { minSlices: 10, minCoverageMm: 40 };
const DOSE_SR = '1.2.840.10008.5.1.4.1.1.88.67';

const assemble = (...series: readonly (readonly ReceivedInstance[])[]) => assembleStudy(series.flat(), RULES);
const only = (instances: readonly ReceivedInstance[]) => assembleStudy(instances, RULES).series[0];
const stack = (options: Partial<SeriesOptions> = {}) => axialSeries({ slices: 60, ...options });
const numbered = (seriesNumber: number, options: Partial<SeriesOptions> = {}) =>
  stack({ ...options, series: `${seriesNumber}`, header: { seriesNumber, ...options.header } });
/** Reason by Series Number; undefined for one that is used. */
const reasons = (...series: readonly (readonly ReceivedInstance[])[]) =>
  Object.fromEntries(assemble(...series).series.map(({ seriesNumber, reason }) => [seriesNumber, reason]));

describe('assembling a study', () => {
  it('uses an axial series and says what it is', () => {
    const slices = axialSeries({ slices: 300, spacing: 1, header: { seriesNumber: 3, seriesDescription: 'THORAX' } });
    expect(only(slices)).toEqual({
      seriesInstanceUid: seriesUid('a/1'),
      used: true,
      reason: undefined,
      sentence: '300 slices of 1.0 mm',
      seriesNumber: 3,
      seriesDescription: 'THORAX',
      modality: 'CT',
      instances: 300,
      sopInstanceUids: slices.map(({ header }) => header.sopInstanceUid),
    });
  });

  const refusals: readonly [string, string, Partial<InstanceHeader>][] = [
    [
      'one that this product made',
      'series.own-document',
      { manufacturer: MANUFACTURER, sopClassUid: COMPREHENSIVE_SR, modality: 'SR' },
    ],
    ['a dose SR', 'series.dose-sheet', { sopClassUid: DOSE_SR, modality: 'SR' }],
    [
      'a dose sheet kept as picture',
      'series.dose-sheet',
      { sopClassUid: SECONDARY_CAPTURE_IMAGE, imageType: ['DERIVED', 'SECONDARY', 'DOSE_INFO'] },
    ],
    [
      'a dose report known by name',
      'series.dose-sheet',
      { sopClassUid: SECONDARY_CAPTURE_IMAGE, seriesDescription: 'Dose Report' },
    ],
    ['Secondary Captures that say CT', 'series.secondary-capture', { sopClassUid: SECONDARY_CAPTURE_IMAGE }],
    [
      'a Secondary Capture of another modality',
      'series.not-ct',
      { sopClassUid: SECONDARY_CAPTURE_IMAGE, modality: 'CR' },
    ],
    ['MR', 'series.not-ct', { modality: 'MR' }],
    ['another class under modality CT', 'series.not-ct', { sopClassUid: COMPREHENSIVE_SR }],
    ['a localizer', 'series.localizer', { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }],
    ['screen saves stored as CT', 'series.secondary-capture', { imageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] }],
    ['an MPR', 'series.derived', { imageType: ['DERIVED', 'SECONDARY', 'OTHER', 'CSA MPR'] }],
    ['a MIP', 'series.derived', { imageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'MIP'] }],
    ['a projection', 'series.derived', { imageType: ['DERIVED', 'SECONDARY', 'PROJECTION IMAGE'] }],
    ['an average', 'series.derived', { imageType: ['DERIVED', 'SECONDARY', 'REFORMATTED', 'AVERAGE'] }],
    ['burned-in annotation', 'series.burned-in', { burnedInAnnotation: true }],
    ['slices without position', 'series.no-geometry', { imagePosition: undefined }],
    ['slices without orientation', 'series.no-geometry', { imageOrientation: undefined }],
    ['an orientation of no extent', 'series.no-geometry', { imageOrientation: [0, 0, 0, 0, 0, 0] }],
  ];
  it.each(refusals)('does not use %s', (_, reason, header) => {
    expect(only(stack({ header }))).toMatchObject({ used: false, reason, sopInstanceUids: [] });
  });

  const usable: readonly [string, Partial<InstanceHeader>][] = [
    ['DERIVED, SECONDARY, AXIAL: converted originals', { imageType: ['DERIVED', 'SECONDARY', 'AXIAL'] }],
    ['DERIVED, PRIMARY', { imageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'CT_SOM5 SPI'] }],
    ['no Image Type', { imageType: [] }],
    ['an ORIGINAL with a further value of the maker', { imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL', 'AVERAGE'] }],
    ['a gantry tilt: that is judged at analysis', { imageOrientation: [1, 0, 0, 0, Math.cos(0.4), -Math.sin(0.4)] }],
    ['prone, feet first', { imageOrientation: [-1, 0, 0, 0, -1, 0] }],
    ['coronal slices: they are reoriented', { imageOrientation: [1, 0, 0, 0, 0, -1] }],
    ['sagittal slices', { imageOrientation: [0, 1, 0, 0, 0, -1] }],
    ['lossy compression: packs decide', { lossy: true }],
  ];
  it.each(usable)('uses %s', (_, header) => {
    expect(only(stack({ header })).used).toBe(true);
  });

  it('does not use too few slices, or too short a stack', () => {
    expect(only(stack({ slices: 9 }))).toMatchObject({
      reason: 'series.too-few-slices',
      sentence: '9 slices, fewer than 10',
    });
    expect(only(stack({ slices: 20, spacing: 1 }))).toMatchObject({
      reason: 'series.coverage',
      sentence: 'covers 20 mm, less than 40 mm',
    });
    expect(only(stack({ slices: 20, spacing: 2 })).used).toBe(true);
  });

  it('leaves a localizer inside an axial series out, and uses the series', () => {
    const localizer = instance({
      name: 'scout',
      header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'], imageOrientation: [1, 0, 0, 0, 0, -1] },
    });
    const decision = only([localizer, ...stack()]);
    expect(decision).toMatchObject({
      used: true,
      instances: 61,
      sentence: '60 slices of 1.0 mm',
    });
    expect(decision.sopInstanceUids).not.toContain(localizer.header.sopInstanceUid);
  });

  it('judges a series of several classes by its CT', () => {
    const report = instance({ name: 'report', header: { sopClassUid: COMPREHENSIVE_SR, modality: 'SR' } });
    expect(only([report, ...stack()])).toMatchObject({
      used: true,
      modality: 'CT',
      instances: 61,
      sopInstanceUids: { length: 60 },
    });
  });

  it('takes the frames of a multi-frame CT for slices and leaves its geometry to the analysis', () => {
    const enhanced = (numberOfFrames: number) =>
      only([
        instance({
          header: {
            sopClassUid: ENHANCED_CT_IMAGE,
            numberOfFrames,
            imagePosition: undefined,
            imageOrientation: undefined,
          },
        }),
      ]);
    expect(enhanced(120)).toMatchObject({ used: true, sentence: 'multi-frame CT, 120 frames' });
    expect(enhanced(2)).toMatchObject({ reason: 'series.too-few-slices', sentence: '2 frames, fewer than 10' });
  });

  it('gives every series one decision, by Series Number', () => {
    const { series } = assemble(numbered(3), numbered(2, { header: { modality: 'MR' } }), numbered(10, { spacing: 5 }));
    expect(series.map(({ seriesNumber }) => seriesNumber)).toEqual([2, 3, 10]);
  });
});

describe('of several series', () => {
  it('all that nothing speaks against are candidates: which one is used is decided when their pixels are known', () => {
    expect(reasons(numbered(2, { slices: 12, spacing: 5 }), numbered(3), numbered(4))).toEqual({
      2: undefined,
      3: undefined,
      4: undefined,
    });
  });

  it('the decisions do not depend on the order in which slices came', () => {
    const inOrder = [...numbered(2), ...numbered(3), ...numbered(4, { spacing: 2 })];
    expect(assemble([...inOrder].reverse()).inputDigest).toBe(assemble(inOrder).inputDigest);
    expect(assemble([...inOrder].reverse()).series.map(({ sentence }) => sentence)).toEqual(
      assemble(inOrder).series.map(({ sentence }) => sentence),
    );
  });
});

describe('the input digest', () => {
  it('does not change with what is no candidate', () => {
    const before = assemble(numbered(2)).inputDigest;
    expect(assemble(numbered(2), numbered(9, { header: { manufacturer: MANUFACTURER } })).inputDigest).toBe(before);
  });

  it('changes with a slice more, and with other bytes', () => {
    const slices = stack();
    const before = assemble(slices).inputDigest;
    expect(assemble(slices, [instance({ name: 'late', header: { imagePosition: [0, 0, 60] } })]).inputDigest).not.toBe(
      before,
    );
    const [first, ...rest] = slices;
    expect(assemble([{ ...first, object: { ...first.object, crc32: 0xff } }, ...rest]).inputDigest).not.toBe(before);
  });
});
