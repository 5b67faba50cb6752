import { describe, expect, it } from 'vitest';
import { deriveUid, isUid } from '../../../service/dicom/uid.js';

describe('isUid', () => {
  it.each(['1.2', '0.0', '1.2.840.10008.1.2', '2.25.329800735698586629295641978511506172918', `1.${'2'.repeat(62)}`])(
    'takes %s',
    (text) => expect(isUid(text)).toBe(true),
  );

  it.each([
    ['nothing', ''],
    ['one component', '1'],
    ['a leading zero', '1.02'],
    ['an empty component', '1..2'],
    ['a dot at the end', '1.2.'],
    ['a dot at the start', '.1.2'],
    ['a space', '1.2 '],
    ['a line break at the end', '1.2\n'],
    ['a null', '1.2\0'],
    ['a path', '../../etc'],
    ['letters', '1.2.a'],
    ['65 characters', `1.${'2'.repeat(63)}`],
  ])('refuses %s', (_, text) => expect(isUid(text)).toBe(false));

  it('answers at once whatever the text', () => {
    const started = performance.now();
    for (const text of ['1.'.repeat(50_000), '1'.repeat(100_000), `${'1.'.repeat(31)}x`]) isUid(text);
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe('deriveUid', () => {
  it('gives the same UID for the same parts, on every machine and in every version', () => {
    expect(deriveUid('a', 1)).toBe('2.25.326643623445633190141930764594001352104');
  });

  it('gives another for other parts, also where their text runs together', () => {
    const uids = [['ab', 'c'], ['a', 'bc'], ['abc'], ['a|b'], ['a', 'b'], ['1', 2], ['1:1']].map((parts) =>
      deriveUid(...parts),
    );
    expect(new Set(uids).size).toBe(uids.length);
  });

  it('is a valid UID of a name-based UUID', () => {
    for (let i = 0; i < 500; i++) {
      const uid = deriveUid('many', i);
      expect(isUid(uid)).toBe(true);
      expect(uid.length).toBeLessThanOrEqual(44);
      const uuid = BigInt(uid.slice('2.25.'.length)).toString(16).padStart(32, '0');
      expect(uuid[12]).toBe('5');
      expect('89ab').toContain(uuid[16]);
    }
  });
});
