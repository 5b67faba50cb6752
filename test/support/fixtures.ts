/** Where other programs' intermediate results lie: CAMBIUM_TEST_FIXTURES, or a folder beside the checkout. Never part of it. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path below the fixtures; whether they are there is asked by `withPeer('fixtures', …)`. */
export function fixtures(...segments: readonly string[]): string {
  return resolve(process.env.CAMBIUM_TEST_FIXTURES ?? resolve(PROJECT_ROOT, '../shared/fixtures'), ...segments);
}
