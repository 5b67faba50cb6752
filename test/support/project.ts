/** Paths of the checkout. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function projectPath(...segments: readonly string[]): string {
  return resolve(ROOT, ...segments);
}
