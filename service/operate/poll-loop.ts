/**
 * PollLoop. Does one thing after the other until it is stopped; looks again after a pause when there was nothing to do.
 * What is in work at a stop is let finish for a while, then told to end.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** What this process makes due wakes the loop at once; an operator's doing, and what is due by time, is found by looking. */
const POLL_MS = 500;

export class PollLoop {
  readonly #stopping = new AbortController();
  readonly #abandoned = new AbortController();
  #idle = new AbortController();
  #running: Promise<void> | undefined;

  /** @param next whether there was something to do; never rejects. */
  constructor(readonly next: (abandoned: AbortSignal) => Promise<boolean>) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.#idle.abort();
  }

  /** Begins nothing more; after `graceMs` what is in work is told to end. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.wake();
    const grace = setTimeout(() => this.#abandoned.abort(), graceMs);
    await this.#running;
    clearTimeout(grace);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#idle = new AbortController();
      if (await this.next(this.#abandoned.signal)) continue;
      await sleep(POLL_MS, undefined, { signal: this.#idle.signal }).catch(() => undefined);
    }
  }
}
