import { describe, expect, it } from 'vitest';
import { storageError } from '../../../../adapters/disk/disk-error.js';

const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

describe('a fault of the disk', () => {
  it.each([
    ['ENOSPC', 'storage.full'],
    ['EDQUOT', 'storage.full'],
    ['EIO', 'storage.failed'],
    ['EROFS', 'storage.failed'],
    ['EMFILE', 'storage.failed'],
  ])('%s is %s', (number, code) => {
    const cause = systemError(number);
    expect(storageError(cause)).toMatchObject({ code, cause });
  });

  it('that is no system error stays what it is', () => {
    const fault = new TypeError('not of the disk');
    expect(storageError(fault)).toBe(fault);
  });
});
