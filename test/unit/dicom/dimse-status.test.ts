import { describe, expect, it } from 'vitest';
import { PROCESSING_FAILURE, statusClass, statusOf } from '../../../service/dicom/dimse-status.js';

describe('a C-STORE status', () => {
  // PS3.4 Table B.2-1, PS3.7 Annex C.
  it.each([
    [0x0000, 'success'],
    [0x0001, 'warning'],
    [0x0107, 'warning'],
    [0xb000, 'warning'],
    [0xb006, 'warning'],
    [0xb007, 'warning'],
    [0xa700, 'out-of-resources'],
    [0xa7ff, 'out-of-resources'],
    [0x0213, 'out-of-resources'],
    [0xa800, 'failure'],
    [0xa900, 'failure'],
    [0xc000, 'failure'],
    [0x0110, 'failure'],
    [0x0111, 'failure'],
    [0x0122, 'failure'],
    [0x0124, 'failure'],
    [0xfe00, 'failure'],
  ])('of %i is a %s', (status, kind) => expect(statusClass(status)).toBe(kind));

  it('is looked up by error code, and is a processing failure where none is registered', () => {
    expect(statusOf('instance.unreadable')).toBe(0xc000);
    expect(statusOf('storage.full')).toBe(0xa700);
    expect(statusOf('internal.fault')).toBe(PROCESSING_FAILURE);
  });
});
