/**
 * Timings: how long each step of an analysis took, in ms, summed over series. Durations by the monotonic clock, never a
 * date: they are for operators, and no document is made from them.
 */
export class Timings {
  readonly #milliseconds: Record<string, number> = {};

  /** Runs a step and adds its duration to `name`, also if it fails. */
  async time<T>(name: string, step: () => T | Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await step();
    } finally {
      this.#milliseconds[name] = (this.#milliseconds[name] ?? 0) + performance.now() - started;
    }
  }

  /** Whole milliseconds. */
  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(this.#milliseconds).map(([name, value]) => [name, Math.round(value)]));
  }
}
