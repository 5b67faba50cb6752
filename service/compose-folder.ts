/** Composition of the commands that work on a folder of DICOM files, without a node. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '../adapters/canvas/png.js';
import { createFrameDecoder } from '../adapters/codecs/frame-decoder.js';
import { loadPreparation } from '../adapters/disk/preparation-file.js';
import { composeWorkerProcess } from './compose.js';
import { composePacks, composeStore } from './compose-store.js';
import { type Config, configSchema } from './config.js';
import { analyzeFolder } from './operate/analyze-folder.js';
import { type ExplainParts, explainFolder } from './operate/explain-folder.js';
import type { AnalyzeReport, Operations } from './operate/operations.js';
import { writeVolumeFile } from './operate/volume-file.js';
import { writeAnalysis } from './operate/write-analysis.js';
import type { ProgressListener } from './ports/study-worker.js';

type Options<Name extends 'analyze' | 'explain' | 'volume'> = Omit<Parameters<Operations[Name]>[0], 'config'>;

/** In a store of its own, which is gone afterwards. */
export async function analyze(
  site: Config,
  { folder, out, packs }: Options<'analyze'>,
  progress: ProgressListener,
): Promise<AnalyzeReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cambium-analyze-'));
  const config = withPacks({ ...site, storage: { ...site.storage, dataDir } }, packs);
  await composePacks(config.analyze);
  const { instances, objects, close } = composeStore(config);
  const worker = composeWorkerProcess(config);
  try {
    const { signal } = new AbortController();
    const analysis = await analyzeFolder(folder, { instances, worker, selection: config.assemble, signal, progress });
    const studies = await writeAnalysis(out, analysis, { load: ({ object }) => objects.get(object), encodePng });
    return { studies, refused: analysis.refused, out };
  } finally {
    await Promise.all([worker.dispose(), instances.close()]);
    close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function explain(site: Config, { folder, packs }: Options<'explain'>, progress: ProgressListener) {
  return withParts(withPacks(site, packs), progress, (parts) => explainFolder(folder, parts));
}

export async function volume(
  site: Config,
  { packs, steps, ...options }: Options<'volume'>,
  progress: ProgressListener,
) {
  const preparation = steps === undefined ? undefined : await loadPreparation(steps);
  return withParts(withPacks(site, packs), progress, (parts) => writeVolumeFile({ ...options, preparation }, parts));
}

async function withParts<Result>(
  { analyze, assemble }: Config,
  progress: ProgressListener,
  work: (parts: ExplainParts) => Promise<Result>,
): Promise<Result> {
  const packs = await composePacks(analyze);
  const decoder = createFrameDecoder({ threads: analyze.threads });
  try {
    return await work({ packs, decoder, selection: assemble, signal: new AbortController().signal, progress });
  } finally {
    await decoder.close();
  }
}

/** Those named in the command instead of the site's. */
function withPacks(config: Config, packs: readonly string[]): Config {
  if (packs.length === 0) return config;
  return configSchema.parse({ ...config, analyze: { ...config.analyze, packs: [...packs] } });
}
