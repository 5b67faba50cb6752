/** Packs whose graphs are open in the engine. */
import type { InferenceEngine, Model } from '../../ports/inference-engine.js';
import type { LoadedPack } from './loaded-pack.js';

export interface OpenPack extends LoadedPack {
  readonly model: Model;
}

/**
 * All of them or none: if one cannot be opened, those before it are closed again.
 * @throws CambiumError `pack.invalid`
 */
export async function openPacks(
  packs: readonly LoadedPack[],
  engine: InferenceEngine,
  threads: number,
): Promise<readonly OpenPack[]> {
  const open: OpenPack[] = [];
  try {
    for (const pack of packs) open.push({ ...pack, model: await engine.load(pack.graphs, { threads }) });
    return open;
  } catch (error) {
    await closePacks(open);
    throw error;
  }
}

export async function closePacks(packs: readonly OpenPack[]): Promise<void> {
  for (const { model } of packs) await model.dispose();
}
