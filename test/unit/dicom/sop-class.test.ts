import { describe, expect, it } from 'vitest';
import {
  isCtClass,
  isDoseReportClass,
  isSecondaryCaptureClass,
  isStorageClass,
} from '../../../service/dicom/sop-class.js';

describe('a SOP Class', () => {
  it.each([
    ['CT', '1.2.840.10008.5.1.4.1.1.2'],
    ['MR', '1.2.840.10008.5.1.4.1.1.4'],
    ['X-Ray Radiation Dose SR', '1.2.840.10008.5.1.4.1.1.88.67'],
    ['Grayscale Softcopy Presentation State', '1.2.840.10008.5.1.4.1.1.11.1'],
    ['Encapsulated PDF', '1.2.840.10008.5.1.4.1.1.104.1'],
    ['Hanging Protocol', '1.2.840.10008.5.1.4.38.1'],
    ['a private one', '1.3.12.2.1107.5.9.1'],
  ])('of storage is accepted: %s', (_, uid) => expect(isStorageClass(uid)).toBe(true));

  it.each([
    ['Verification', '1.2.840.10008.1.1'],
    ['Storage Commitment Push Model', '1.2.840.10008.1.20.1'],
    ['Study Root Query/Retrieve FIND', '1.2.840.10008.5.1.4.1.2.2.1'],
    ['Modality Worklist', '1.2.840.10008.5.1.4.31'],
    ['Modality Performed Procedure Step', '1.2.840.10008.3.1.2.3.3'],
    ['Defined Procedure Protocol FIND', '1.2.840.10008.5.1.4.1.1.200.4'],
    ['no UID', '../../etc/passwd'],
    ['nothing', ''],
  ])('of another service is not: %s', (_, uid) => expect(isStorageClass(uid)).toBe(false));

  it('is CT in its three forms and no other', () => {
    const ct = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1', '1.2.840.10008.5.1.4.1.1.2.2'];
    expect(ct.map(isCtClass)).toEqual([true, true, true]);
    expect(
      ['1.2.840.10008.5.1.4.1.1.20', '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.7'].some(isCtClass),
    ).toBe(false);
  });

  it('of Secondary Capture is told from its neighbours', () => {
    expect(['7', '7.1', '7.4'].every((end) => isSecondaryCaptureClass(`1.2.840.10008.5.1.4.1.1.${end}`))).toBe(true);
    expect(['77.1.1', '70', '7.'].some((end) => isSecondaryCaptureClass(`1.2.840.10008.5.1.4.1.1.${end}`))).toBe(false);
  });

  it('of dose reports is told from other Structured Reports', () => {
    expect(isDoseReportClass('1.2.840.10008.5.1.4.1.1.88.67')).toBe(true);
    expect(isDoseReportClass('1.2.840.10008.5.1.4.1.1.88.33')).toBe(false);
  });
});
