import { describe, expect, it } from 'vitest';
import { dayOf, idOf, isPack, keyOf, PackNames, parseKey } from '../../../../../adapters/disk/packs/pack-name.js';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');

describe('names of packs', () => {
  it('sort as they were made, within a millisecond and when the clock is set back within the day', () => {
    const names = new PackNames();
    const made = [0, 0, 0, 5, 3, 4, 4, 9_000].map((ms) => names.next(NOON + ms));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('begin with the day, in UTC, from its first millisecond to its last', () => {
    const names = new PackNames();
    const last = names.next(Date.parse('2026-03-01T23:59:59.999Z'));
    const first = names.next(Date.parse('2026-03-02T00:00:00.000Z'));
    expect([dayOf(last), dayOf(first)]).toEqual(['2026-03-01', '2026-03-02']);
    for (const name of [last, first]) expect(isPack(name)).toBe(true);
    expect(idOf(first)).toHaveLength(8);
  });

  it('cannot be guessed from the time', () => {
    expect(new PackNames().next(NOON)).not.toBe(new PackNames().next(NOON));
  });
});

describe('a key', () => {
  it('leads to a pack and an offset', () => {
    const pack = new PackNames().next(NOON);
    expect(parseKey(keyOf(pack, 4_294_967_304))).toEqual({ pack, offset: 4_294_967_304 });
  });

  it.each(['', 'a@1', '2026-03-01/0123456789abcdef', '2026-03-01/0123456789abcdef@', '2026-03-01/0123456789abcdef@-8'])(
    '%j is none',
    (text) => {
      expect(parseKey(text)).toBeUndefined();
    },
  );
});
