import { describe, expect, it } from 'vitest';
import { keyOf, placeOf } from '../../../../adapters/sqlite/instance-key.js';

describe('the place that an instance key names', () => {
  it('is pack and offset, whatever the pack is called', () => {
    for (const key of ['a.pack@0', 'x@y.pack@2147483648']) expect(keyOf(placeOf(key))).toBe(key);
    expect(placeOf('x@y.pack@7')).toEqual({ pack: 'x@y.pack', offset: 7 });
  });

  it('is refused where there is none, for a key that is read back must be the same', () => {
    for (const key of ['a.pack', 'a.pack@', 'a.pack@-0', 'a.pack@07', 'a.pack@x', ''])
      expect(() => placeOf(key)).toThrow(expect.objectContaining({ code: 'internal.fault' }));
  });
});
