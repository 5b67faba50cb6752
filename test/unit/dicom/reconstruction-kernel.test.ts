import { describe, expect, it } from 'vitest';
import { kernelClass } from '../../../service/dicom/reconstruction-kernel.js';

const KERNELS = {
  sharp: [
    'B70f',
    'B60s',
    'B50f',
    'Br64d\\3',
    'Bl57',
    'Hr59',
    'U90u',
    'I70f',
    'LUNG',
    'BONEPLUS',
    'BONE',
    'EDGE',
    'FC51',
    'FC30',
    'FC81',
    'YB',
    'D',
    'L',
  ],
  soft: [
    'B30f',
    'B31s',
    'I30f\\2',
    'Br40',
    'Qr36d',
    'H31s',
    'STANDARD',
    'SOFT',
    'FC08',
    'FC13-H',
    'FC21',
    'B',
    'A',
    'UB',
  ],
  unknown: [undefined, '', 'DETAIL', 'CHST', 'XYZ', 'BODY SHARP', 'FC70', 'Bx'],
} as const;

describe('kernelClass', () => {
  for (const [expected, kernels] of Object.entries(KERNELS)) {
    it(`calls ${kernels.join(' ')} ${expected}`, () => {
      expect(kernels.filter((kernel) => kernelClass(kernel) !== expected)).toEqual([]);
    });
  }
});
