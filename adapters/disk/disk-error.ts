/** Faults of the disk, by the error number of the system call, as registered codes. */
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';

/** No space, no quota, no inode; a file larger than the process may write. */
const NO_ROOM: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The result of `work`, its system errors as `storage.full` or `storage.failed`. */
export async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw storageError(error);
  }
}

/** Anything but a system error is returned as it is. */
export function storageError(error: unknown): unknown {
  const number = errno(error);
  if (number === undefined) return error;
  const code: ErrorCode = NO_ROOM.includes(number) ? 'storage.full' : 'storage.failed';
  return new CambiumError(code, `${number}.`, { cause: error });
}

export function isMissing(error: unknown): boolean {
  return errno(error) === 'ENOENT';
}

function errno(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}
