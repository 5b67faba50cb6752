/**
 * Composition of the analysis process. Native code and what writes documents are loaded here, so that the process that
 * receives has neither.
 */
import { join } from 'node:path';
import { createPageRenderer } from '../adapters/canvas/page-renderer.js';
import { createFrameDecoder } from '../adapters/codecs/frame-decoder.js';
import { loadCodes } from '../adapters/disk/codes.js';
import { createObjectStore } from '../adapters/disk/object-store.js';
import { createInstanceStore } from '../adapters/disk/packs/instance-store.js';
import { createInferenceEngine } from '../adapters/onnxruntime/engine.js';
import { analyzeRevision } from './analyze/analyze-revision.js';
import { openPacks } from './analyze/pack/open-pack.js';
import { sharedEngine } from './analyze/pack/shared-engine.js';
import { SecondThread } from './analyze/regions/second-thread.js';
import { composePacks, productVersion } from './compose-store.js';
import type { Config } from './config.js';
import { createLocalStudyWorker, type StudyWork } from './operate/local-study-worker.js';
import { rehearse, type Stores } from './operate/rehearse.js';
import { packageRoot } from './package-root.js';
import type { StudyWorker } from './ports/study-worker.js';
import { makeDocuments } from './report/make-documents.js';

export async function composeStudyWorker(config: Config): Promise<StudyWorker> {
  const { dataDir } = config.storage;
  const { threads, device } = config.analyze;
  const packs = await composePacks(config.analyze);
  const codes = await loadCodes(join(packageRoot(), 'config/codes.yaml'));
  // Opened here once, ahead of the first study; every study shares them.
  const engine = sharedEngine(createInferenceEngine(device));
  await openPacks(packs, engine, threads);
  const analyzeParts = {
    packs,
    config: config.analyze,
    decoder: createFrameDecoder({ threads }),
    engine,
    beside: threads > 1 ? new SecondThread() : undefined,
  };
  const reportParts = { codes, config, renderer: createPageRenderer(), version: productVersion() };
  const workOn = (stores: Stores): StudyWork => ({
    analyze: (revision, signal, progress) =>
      analyzeRevision(revision, { ...analyzeParts, ...stores, signal, progress }),
    report: (revision, previous) => makeDocuments(revision, { ...reportParts, ...stores }, previous),
  });
  const stores = { instances: createInstanceStore(dataDir), objects: createObjectStore(dataDir) };
  return createLocalStudyWorker({ ...workOn(stores), rehearse: () => rehearse(workOn) });
}
