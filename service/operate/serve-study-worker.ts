/**
 * The analysis process's side of StudyWorker: answers requests from its parent, one at a time, with a worker that runs in
 * this process. Ends when the parent is gone.
 */
import type { Config } from '../config.js';
import { asCambiumError } from '../errors/registry.js';
import type { StudyWorker } from '../ports/study-worker.js';
import type { WorkerReply, WorkerRequest } from '../ports/study-worker-messages.js';

/** The channel to the parent, as `process` has it in a forked process. */
export interface ParentChannel {
  on(event: 'message', listener: (message: WorkerRequest) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  send?(reply: WorkerReply): unknown;
}

/** @param create makes the worker once the configuration has come. */
export function serveStudyWorker(parent: ParentChannel, create: (config: Config) => Promise<StudyWorker>): void {
  let worker: Promise<StudyWorker> | undefined;
  parent.on('message', (request) => {
    if (request.type === 'start') {
      worker = create(request.config);
      // That it failed is told by the answer to the first request, which may come later.
      worker.then(
        () => parent.send?.({ type: 'ready' }),
        () => undefined,
      );
      return;
    }
    if (request.type === 'warm') worker?.then((ready) => ready.warm()).catch(() => undefined);
    else void answer(request, worker, (reply) => parent.send?.(reply));
  });
  // A supervisor or a terminal signals the whole group. When the work ends is the parent's matter: it lets a job finish, and
  // one that died here would count as a crash of its study.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  // Nothing here outlives its node: an orphan would go on using the machine for a result nobody takes.
  parent.on('disconnect', () => process.exit(0));
}

async function answer(
  request: Extract<WorkerRequest, { id: number }>,
  started: Promise<StudyWorker> | undefined,
  send: (reply: WorkerReply) => void,
): Promise<void> {
  const { id, revision } = request;
  try {
    const worker = await started;
    if (!worker) throw new Error('A request came before the configuration.');
    // The parent ends the process to abort a request, so the signal here never fires.
    const { signal } = new AbortController();
    if (request.type === 'report') {
      send({ type: 'documents', id, documents: await worker.report(revision, request.previous, signal) });
      return;
    }
    const progress = (step: string, done: number, total: number) => send({ type: 'progress', id, step, done, total });
    send({ type: 'findings', id, findings: await worker.analyze(revision, signal, progress) });
  } catch (thrown) {
    const error = asCambiumError(thrown);
    const cause = error.cause instanceof Error ? error.cause : error;
    send({ type: 'failed', id, code: error.code, details: error.details, stack: cause.stack });
  }
}
