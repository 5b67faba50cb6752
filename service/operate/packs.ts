/** Model packs as `cambium models` and `cambium doctor` see them: what they are, whether their files are whole and run. */
import { dirname, join } from 'node:path';
import type { LoadedPack } from '../analyze/pack/loaded-pack.js';
import { asCambiumError } from '../errors/registry.js';
import type { InferenceEngine } from '../ports/inference-engine.js';

export interface PackView {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** `sha256:…` over the manifest and every file it names. */
  readonly digest: string;
  readonly licence: {
    readonly code: string;
    readonly weights: string;
    readonly commercial: boolean;
    readonly clinicalUse: string;
  };
  readonly measures: readonly string[];
  /** Where it lies, and its model card if it has one. */
  readonly folder: string;
  readonly card?: string;
}

export interface PackVerification {
  readonly id: string;
  readonly ok: boolean;
  /** What is wrong, with the name of the file. */
  readonly message?: string;
}

export function viewPack({ manifest, digest, graphs }: LoadedPack): PackView {
  const { id, version, title, licence, measures, files } = manifest;
  const folder = dirname(graphs[0].path);
  const card = files.find(({ role }) => role === 'card')?.path;
  return {
    id,
    version,
    title,
    digest,
    licence: {
      code: licence.code,
      weights: licence.weights,
      commercial: licence.commercial,
      clinicalUse: licence.clinicalUse,
    },
    measures: measures.map((measure) => measure.id),
    folder,
    card: card && join(folder, card),
  };
}

export interface VerifyParts {
  /** Reads a pack and checks its digests. */
  load(name: string): Promise<LoadedPack>;
  readonly engine: InferenceEngine;
}

/** Checks every file of each pack against its digest and opens every graph; goes on after one that is broken. */
export async function verifyPacks(names: readonly string[], parts: VerifyParts): Promise<readonly PackVerification[]> {
  const found: PackVerification[] = [];
  for (const id of names) found.push(await verifyPack(id, parts));
  return found;
}

async function verifyPack(id: string, { load, engine }: VerifyParts): Promise<PackVerification> {
  try {
    const { graphs } = await load(id);
    const model = await engine.load(graphs, { threads: 1 });
    await model.dispose();
    return { id, ok: true };
  } catch (thrown) {
    return { id, ok: false, message: asCambiumError(thrown).message };
  }
}
