/**
 * InferenceEngine that opens the same graphs once. Whoever loads them again shares the model; it is freed when the last one
 * has disposed of it. So a process that keeps its packs open serves every study from them.
 */
import { CambiumError } from '../../errors/registry.js';
import type { InferenceEngine, Model } from '../../ports/inference-engine.js';

interface Shared {
  readonly model: Promise<Model>;
  users: number;
}

export function sharedEngine(engine: InferenceEngine): InferenceEngine {
  const open = new Map<string, Shared>();
  return {
    async load(graphs, options) {
      const key = JSON.stringify({ graphs, options });
      const shared = open.get(key) ?? { model: engine.load(graphs, options), users: 0 };
      open.set(key, shared);
      shared.users++;
      const leave = () => {
        shared.users--;
        if (shared.users === 0) open.delete(key);
        return shared.users === 0;
      };
      try {
        return shareOf(await shared.model, leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

/** @param leave whether no one is left */
function shareOf(model: Model, leave: () => boolean): Model {
  let disposed = false;
  return {
    parallel: model.parallel,
    async run(role, inputs, signal) {
      if (disposed) throw new CambiumError('analysis.inference-failed', 'The model has been disposed of.');
      return await model.run(role, inputs, signal);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      if (leave()) await model.dispose();
    },
  };
}
