/**
 * What a session thread begins with: it opens the graphs it is given, says so, and then answers runs, one at a time. The
 * runtime runs on the thread that asks, so a run in the main thread would stop everything else.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import type { GraphFile, Tensors } from '../../service/ports/inference-engine.js';
import { copied } from './copied.js';
import { openSession, type SessionOptions } from './open-session.js';
import { fromOrt, toOrt } from './tensors.js';

export interface ThreadData {
  readonly graphs: readonly GraphFile[];
  readonly options: SessionOptions;
}

export type ThreadRequest =
  | { readonly type: 'run'; readonly role: string; readonly inputs: Tensors }
  | { readonly type: 'end' };

/** `opened` or `refused` comes first; then one a run. */
export type ThreadReply =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly graph: GraphFile; readonly stack: string }
  | { readonly type: 'ran'; readonly outputs: Tensors }
  | { readonly type: 'failed'; readonly stack: string };

const sessions = new Map<string, InferenceSession>();

async function open({ graphs, options }: ThreadData): Promise<ThreadReply> {
  for (const graph of graphs) {
    try {
      sessions.set(graph.role, await openSession(graph.path, options));
    } catch (error) {
      return { type: 'refused', graph, stack: stackOf(error) };
    }
  }
  return { type: 'opened' };
}

async function run(role: string, inputs: Tensors): Promise<ThreadReply> {
  try {
    const session = sessions.get(role);
    if (!session) throw new Error(`No graph is loaded as ${role}.`);
    return { type: 'ran', outputs: fromOrt(await session.run(toOrt(inputs))) };
  } catch (error) {
    return { type: 'failed', stack: stackOf(error) };
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function reply(message: ThreadReply): void {
  if (message.type !== 'ran') parentPort?.postMessage(message);
  else {
    const { tensors, buffers } = copied(message.outputs);
    parentPort?.postMessage({ type: 'ran', outputs: tensors } satisfies ThreadReply, [...buffers]);
  }
}

parentPort?.on('message', async (request: ThreadRequest) => {
  if (request.type === 'run') reply(await run(request.role, request.inputs));
  else {
    for (const session of sessions.values()) await session.release();
    process.exit(0);
  }
});
reply(await open(workerData));
