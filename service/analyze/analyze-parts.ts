/** What analysing needs from outside: ports, packs that have been checked, and the site's configuration. */
import type { Config } from '../config.js';
import type { FrameDecoder } from '../ports/frame-decoder.js';
import type { InferenceEngine } from '../ports/inference-engine.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ProgressListener } from '../ports/study-worker.js';
import type { LoadedPack } from './pack/loaded-pack.js';
import type { OpenPack } from './pack/open-pack.js';
import type { Beside } from './regions/tasks.js';
import type { Timings } from './timings.js';

export interface AnalyzeRevisionParts {
  /** The received instances. */
  readonly instances: InstanceReader;
  /** Where key images are kept. */
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly decoder: FrameDecoder;
  readonly engine: InferenceEngine;
  /** A second thread for finding regions. */
  readonly beside?: Beside;
  readonly packs: readonly LoadedPack[];
  readonly config: Config['analyze'];
  readonly signal: AbortSignal;
  /** Steps `decode`, `regions`, `embed`. */
  readonly progress?: ProgressListener;
}

/** The same for one stack, with the graphs of the packs that chose it open. */
export interface AnalyzeStackParts extends Omit<AnalyzeRevisionParts, 'packs' | 'engine'> {
  readonly packs: readonly OpenPack[];
  readonly timings: Timings;
}
