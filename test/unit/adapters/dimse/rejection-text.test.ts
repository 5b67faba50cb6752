import { expect, it } from 'vitest';
import { rejectionText } from '../../../../adapters/dimse/rejection-text.js';

// PS3.8 Table 9-21: result, source, reason.
it.each([
  [[1, 1, 3], 'Rejected for good: calling AE title not recognized.'],
  [[1, 1, 7], 'Rejected for good: called AE title not recognized.'],
  [[2, 3, 1], 'Rejected for now: temporary congestion.'],
  [[2, 3, 2], 'Rejected for now: local limit exceeded.'],
  [[1, 2, 2], 'Rejected for good: protocol version not supported.'],
  [[1, 9, 9], 'Rejected for good: source 9, reason 9.'],
])('an A-ASSOCIATE-RJ of %j reads %s', (numbers, text) => {
  expect(rejectionText(Buffer.from([0, ...numbers]))).toBe(text);
});

it('an A-ASSOCIATE-RJ that is cut short still reads as a rejection', () => {
  expect(rejectionText(Buffer.alloc(0))).toMatch(/^Rejected/);
});
