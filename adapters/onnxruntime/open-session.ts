/** A session of onnxruntime-node for a graph. Importing this module loads native code. */
import { InferenceSession } from 'onnxruntime-node';

export type Device = 'auto' | 'cpu' | 'cuda';

export interface SessionOptions {
  /** Threads that a run may use, its own included. */
  readonly threads: number;
  readonly device: Device;
}

/** By preference. The measures that come with the product gain nothing from a GPU, so `auto` does not ask for one. */
const PROVIDERS: Readonly<Record<Device, readonly string[]>> = { auto: ['cpu'], cpu: ['cpu'], cuda: ['cuda', 'cpu'] };

export async function openSession(path: string, { threads, device }: SessionOptions): Promise<InferenceSession> {
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
}
