/** Entry of a thread that does tasks, one at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
import { HERE, type TaskName, type Tasks } from './tasks.js';

export interface TaskRequest {
  readonly name: TaskName;
  readonly given: Parameters<Tasks[TaskName]>;
}

/** Its result, the first reply to a request. */
export type TaskReply = ReturnType<Tasks[TaskName]>;

parentPort?.on('message', async ({ name, given }: TaskRequest) => {
  parentPort?.postMessage((await HERE.run(name, ...given)) satisfies TaskReply);
});
