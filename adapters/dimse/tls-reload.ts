/**
 * Watches files of certificates by looking at them now and then: renewal tools replace files in too many ways (rename, link,
 * write in place, a mounted secret) for the system's own notices.
 */
import { statSync } from 'node:fs';

const POLL_MS = 2_000;

/**
 * Calls `changed` when the files are others than at its last call and have stopped changing: between a new certificate and
 * its new key lies a moment in which they do not fit. The first call comes without a change, since the files may have been
 * replaced between their reading and this. The timer keeps no process alive.
 *
 * @returns ends the watch
 */
export function watchFiles(paths: readonly string[], changed: () => void, pollMs = POLL_MS): () => void {
  let told: string | undefined;
  let seen = stateOf(paths);
  const timer = setInterval(() => {
    const before = seen;
    seen = stateOf(paths);
    if (seen !== before || seen === told) return;
    told = seen;
    changed();
  }, pollMs).unref();
  return () => clearInterval(timer);
}

function stateOf(paths: readonly string[]): string {
  return paths.map(fileState).join(' ');
}

/** Differs for a file that was written or replaced; one that is missing has a state too. */
function fileState(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}:${found.size}:${found.mtimeNs}` : 'missing';
}
