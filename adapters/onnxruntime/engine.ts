/**
 * InferenceEngine on onnxruntime-node. Importing this module loads native code: only the analysis process does that.
 */
import { basename } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { CambiumError } from '../../service/errors/registry.js';
import type { GraphFile, InferenceEngine, Model, Tensor, Tensors } from '../../service/ports/inference-engine.js';

export type Device = 'auto' | 'cpu' | 'cuda';

/** By preference. The measures that come with the product gain nothing from a GPU, so `auto` does not ask for one. */
const PROVIDERS: Readonly<Record<Device, readonly string[]>> = { auto: ['cpu'], cpu: ['cpu'], cuda: ['cuda', 'cpu'] };

export function createInferenceEngine(device: Device = 'auto'): InferenceEngine {
  return {
    async load(graphs, { threads }) {
      const sessions = new Map<string, InferenceSession>();
      try {
        for (const graph of graphs) sessions.set(graph.role, await openSession(graph, { threads, device }));
      } catch (error) {
        await releaseAll(sessions);
        throw error;
      }
      return new OrtModel(sessions);
    },
  };
}

class OrtModel implements Model {
  constructor(readonly sessions: Map<string, InferenceSession>) {}

  async run(role: string, inputs: Tensors, signal?: AbortSignal): Promise<Tensors> {
    signal?.throwIfAborted();
    const session = this.sessions.get(role);
    if (!session) throw new CambiumError('analysis.inference-failed', `No graph is loaded as ${role}.`);
    const outputs = await runSession(session, role, inputs);
    signal?.throwIfAborted();
    return outputs;
  }

  async dispose(): Promise<void> {
    await releaseAll(this.sessions);
  }
}

interface SessionOptions {
  readonly threads: number;
  readonly device: Device;
}

async function openSession({ role, path }: GraphFile, { threads, device }: SessionOptions): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: PROVIDERS[device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // An arena keeps the largest run's memory for good; a plain allocation costs a crop about a millisecond.
      enableCpuMemArena: false,
      enableMemPattern: false,
      // Errors come back as exceptions; the runtime's own log lines would bypass ours.
      logSeverityLevel: 4,
      // Idle threads of the pool sleep instead of spinning: the receiving process needs the core.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw new CambiumError('pack.invalid', `${basename(path)} cannot be loaded as graph ${role}.`, { cause });
  }
}

async function runSession(session: InferenceSession, role: string, inputs: Tensors): Promise<Tensors> {
  try {
    const feeds = Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]);
    const outputs = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(name, tensor)]));
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause;
    throw new CambiumError('analysis.inference-failed', `Graph ${role}.`, { cause });
  }
}

function toOrt({ type, data, dims }: Tensor): OrtTensor {
  return new OrtTensor(type, data, dims);
}

/** Element types of the port; a graph that gives another is not one of ours. */
const PORT_TYPES: ReadonlySet<string> = new Set<Tensor['type']>(['float32', 'float64', 'int16', 'int32', 'uint8']);

function fromOrt(name: string, { type, data, dims }: OrtTensor): Tensor {
  if (!PORT_TYPES.has(type)) throw new CambiumError('analysis.inference-failed', `Output ${name} is ${type}.`);
  return { type, data, dims } as Tensor;
}

async function releaseAll(sessions: Map<string, InferenceSession>): Promise<void> {
  const open = [...sessions.values()];
  sessions.clear();
  await Promise.all(open.map((session) => session.release()));
}
