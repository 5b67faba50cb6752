/** Check: one thing `cambium doctor` and /readyz looked at, as data: how it is and what to do about it. */
import { asCambiumError, errorEntry } from '../../errors/registry.js';

export type CheckState = 'ok' | 'warn' | 'fail';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** One sentence: what was found. */
  readonly what: string;
  /** One sentence: what the operator should do; absent when all is well. */
  readonly todo?: string;
}

/** Looks at one thing. It may throw: then the check has failed, for the reason the error names. */
export interface Probe {
  readonly name: string;
  look(): Promise<Omit<Check, 'name'>>;
}

/** Every probe's check, in their order, one after the other so that none disturbs another's timing. */
export async function runProbes(probes: readonly Probe[]): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const probe of probes) checks.push(await check(probe));
  return checks;
}

async function check({ name, look }: Probe): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (thrown) {
    const { code, message } = asCambiumError(thrown);
    return { name, state: 'fail', what: message, todo: errorEntry(code).action };
  }
}

/** Whether everything works, warnings included. */
export function noneFailed(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'fail');
}
