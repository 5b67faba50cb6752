/** Waits for the signal that asks this process to end: SIGTERM from a supervisor, SIGINT from a terminal. */

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Resolves with the signal's name. A second signal ends the process at once, as it would without us. */
export function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals) => {
      for (const each of SIGNALS) process.off(each, told);
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, told);
  });
}
