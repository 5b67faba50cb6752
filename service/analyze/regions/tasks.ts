/** What of finding regions can be done beside the rest: functions of what they are given, so that any thread may run them. */
import { findCranialCavity } from './find-cranial-cavity.js';
import { fillMeans } from './grid.js';
import { paintLabels } from './paint-labels.js';

export const TASKS = { fillMeans, findCranialCavity, paintLabels } as const;

export type Tasks = typeof TASKS;
export type TaskName = keyof Tasks;

/** Does tasks while the caller goes on. Arrays that a task fills lie on shared memory; everything else may be a copy. */
export interface Beside {
  run<Name extends TaskName>(name: Name, ...given: Parameters<Tasks[Name]>): Promise<ReturnType<Tasks[Name]>>;
}

/** For a caller without a second thread: the task is done before he goes on. */
export const HERE: Beside = {
  async run(name, ...given) {
    return (TASKS[name] as (...given: unknown[]) => never)(...given);
  },
};
