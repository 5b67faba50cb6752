/** Where the real CT studies lie that some tests use: CAMBIUM_TEST_DATA, or a folder beside the checkout. They are never part of it. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path below the test data folder; whether it is there is asked by `withPeer('ctdata', …)`. */
export function ctdata(...segments: readonly string[]): string {
  return resolve(process.env.CAMBIUM_TEST_DATA ?? resolve(PROJECT_ROOT, '../shared/ctdata'), ...segments);
}
