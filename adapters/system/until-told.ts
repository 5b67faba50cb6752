/** Waits for the signal that asks this process to end: SIGTERM from a supervisor, SIGINT from a terminal. */

/** Resolves with the signal's name. A second signal ends the process at once, as it would without us. */
export function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}
