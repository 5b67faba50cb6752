/** Operations for tests of the command line: each notes its options and gives what the test wants. */
import { configSchema } from '../../service/config.js';
import type { Operations } from '../../service/operate/operations.js';

export interface Call {
  readonly name: string;
  readonly options: unknown;
}

/** @param answers by name of the operation; one that is missing fails the test that calls it. */
export function fakeOperations(answers: Partial<Operations> = {}): {
  readonly operations: Operations;
  readonly calls: Call[];
} {
  const calls: Call[] = [];
  const names = Object.keys(NOTHING) as (keyof Operations)[];
  const operations = Object.fromEntries(
    names.map((name) => [
      name,
      async (...args: unknown[]) => {
        calls.push({ name, options: args[0] });
        const answer = (answers[name] ?? NOTHING[name]) as (...args: unknown[]) => unknown;
        return answer(...args);
      },
    ]),
  );
  return { operations: operations as unknown as Operations, calls };
}

const unexpected = () => Promise.reject(new Error('The test did not expect this operation.'));

const NOTHING: Operations = {
  serve: async () => undefined,
  demo: unexpected,
  analyze: unexpected,
  explain: unexpected,
  volume: unexpected,
  echo: unexpected,
  studies: async () => [],
  study: unexpected,
  exportStudy: unexpected,
  jobs: async () => [],
  retryJob: async () => undefined,
  dropJob: async () => undefined,
  models: async () => [],
  verifyModels: async () => [],
  doctor: async () => [],
  verifyInstances: unexpected,
  rebuildIndex: unexpected,
  readConfig: async () => configSchema.parse({}),
};
