/** A progress bar on a terminal, drawn over itself; silent in a pipe, where it would only fill a log. */
import type { ProgressListener } from '../../service/ports/study-worker.js';
import type { TerminalStream } from './terminal.js';

const BAR_WIDTH = 28;
/** Redrawn more often, it would cost more than it tells. */
const REDRAW_MS = 50;

export interface ProgressBar {
  readonly update: ProgressListener;
  /** Clears the bar. */
  end(): void;
}

export function progressBar(stream: TerminalStream): ProgressBar {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
  let drawnAt = 0;
  return {
    update(step, done, total) {
      const now = performance.now();
      if (done < total && now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      const filled = total > 0 ? Math.round((BAR_WIDTH * done) / total) : 0;
      stream.write(
        `\r\x1b[K${step.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done} of ${total}`,
      );
    },
    end: () => stream.write('\r\x1b[K'),
  };
}
