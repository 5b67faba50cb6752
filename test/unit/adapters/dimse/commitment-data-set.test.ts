import { describe, expect, it } from 'vitest';
import {
  decodeActionInformation,
  decodeEventInformation,
  encodeActionInformation,
  encodeEventInformation,
  eventTypeOf,
} from '../../../../adapters/dimse/commitment-data-set.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import { CT_CLASS, EXPLICIT, IMPLICIT } from '../../../support/pdu-bytes.js';

const one = { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.3.4' };
const other = { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.3.45' };

describe.each([
  ['Implicit VR Little Endian', IMPLICIT],
  ['Explicit VR Little Endian', EXPLICIT],
])('a data set of Storage Commitment in %s', (_, syntax) => {
  it('says what is to be committed', () => {
    const request = { transactionUid: '2.25.1', references: [one, other] };
    expect(decodeActionInformation(encodeActionInformation(request, syntax), syntax)).toEqual(request);
  });

  it.each([
    ['all is committed', { transactionUid: '2.25.1', committed: [one, other], failed: [] }, 1],
    ['something failed', { transactionUid: '2.25.1', committed: [one], failed: [{ ...other, reason: 0x0112 }] }, 2],
    ['all failed', { transactionUid: '2.25.1', committed: [], failed: [{ ...other, reason: 0x0213 }] }, 2],
  ])('says that %s', (_said, report, eventType) => {
    expect(decodeEventInformation(encodeEventInformation(report, syntax), syntax)).toEqual(report);
    expect(eventTypeOf(report)).toBe(eventType);
  });

  it('holds thousands of references', () => {
    const references = Array.from({ length: 5000 }, (_each, i) => ({ ...one, sopInstanceUid: `1.2.3.${i}` }));
    const request = { transactionUid: '2.25.1', references };
    expect(decodeActionInformation(encodeActionInformation(request, syntax), syntax)).toEqual(request);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no Transaction UID', encodeActionInformation({ transactionUid: '', references: [one] }, syntax)],
    ['a part of it', encodeActionInformation({ transactionUid: '2.25.1', references: [one] }, syntax).subarray(0, -1)],
    ['zeros', Buffer.alloc(100)],
  ])('that holds %s is refused', (_held, bytes) => {
    expect(() => decodeActionInformation(bytes, syntax)).toThrow(CambiumError);
    expect(() => decodeEventInformation(bytes, syntax)).toThrow(CambiumError);
  });
});
