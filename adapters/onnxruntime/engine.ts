/** InferenceEngine on onnxruntime-node, which is loaded in the session threads only: the caller's thread goes on meanwhile. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CambiumError } from '../../service/errors/registry.js';
import type { GraphFile, InferenceEngine } from '../../service/ports/inference-engine.js';
import type { Device } from './open-session.js';
import { SessionWorker } from './session-worker.js';
import { ThreadedModel } from './threaded-model.js';

/**
 * Graphs up to this size are opened once a thread: small graphs are mostly made of operators that use one thread each, so
 * two runs beside each other take half the time of two in a row. Of a large one the memory is needed once, and its matrix
 * products fill the threads.
 */
const SMALL_BYTES = 32 * 2 ** 20;

export function createInferenceEngine(device: Device = 'auto'): InferenceEngine {
  return {
    async load(graphs, { threads }) {
      const bytes = await Promise.all(graphs.map(sizeOf));
      const isSmall = device !== 'cuda' && bytes.reduce((sum, size) => sum + size, 0) <= SMALL_BYTES;
      const [workers, threadsEach] = isSmall ? [threads, 1] : [1, threads];
      const data = { graphs, options: { threads: threadsEach, device } };
      const sessions = Array.from({ length: workers }, () => new SessionWorker(data));
      const opened = await Promise.allSettled(sessions.map((session) => session.open()));
      const refused = opened.find((result) => result.status === 'rejected');
      if (!refused) {
        const roles = graphs.map(({ role }) => role);
        return new ThreadedModel(sessions, roles);
      }
      await Promise.all(sessions.map((session) => session.end()));
      throw refused.reason;
    },
  };
}

/** @throws CambiumError `pack.invalid` */
async function sizeOf({ role, path }: GraphFile): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new CambiumError('pack.invalid', `${basename(path)} cannot be loaded as graph ${role}.`, { cause });
  }
}
