/**
 * Operations: what the commands do, as functions from options to data. compose.ts provides them, adapters/cli names them,
 * reads their options from the command line and prints what they return. Each rejects with a registered error.
 */
import type { Config } from '../config.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { Job, JobState } from '../ports/job-queue.js';
import type { EchoOutcome } from '../ports/storage-scu.js';
import type { StudySummary } from '../ports/study-registry.js';
import type { ProgressListener } from '../ports/study-worker.js';
import type { MeasureCheck } from './demo/compare-with-truth.js';
import type { DemoStep } from './demo/run-demo.js';
import type { Check } from './doctor/check.js';
import type { FolderExplanation } from './explain-folder.js';
import type { ExportedStudy } from './export-study.js';
import type { PackVerification, PackView } from './packs.js';
import type { RefusedFile } from './read-folder.js';
import type { Rebuilt } from './rebuild-index.js';
import type { StudyView } from './study-view.js';
import type { InstanceVerification } from './verify-instances.js';
import type { VolumeFile, VolumeFileOptions } from './volume-file.js';

export const ROLES = ['receive', 'analyze', 'deliver', 'console'] as const;
export type Role = (typeof ROLES)[number];

export interface ConfigOption {
  /** Path of the configuration file; absent: CAMBIUM_CONFIG, then `./cambium.yaml`, then the defaults. */
  readonly config?: string;
}

export interface DemoReport {
  readonly checks: readonly MeasureCheck[];
  /** Folder that holds what the run leaves behind, and its files in it. */
  readonly out: string;
  readonly files: readonly string[];
  readonly passed: boolean;
}

export interface AnalyzeReport {
  readonly studies: readonly StudyView[];
  readonly refused: readonly RefusedFile[];
  readonly out: string;
}

export interface EchoReport extends EchoOutcome {
  readonly peer: string;
  /** Who called whom. */
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly host: string;
  readonly port: number;
}

export interface Operations {
  /** Runs the node until it is told to end, then drains. `roles` absent: all. */
  serve(options: ConfigOption & { readonly roles?: readonly Role[] }): Promise<void>;
  /** `keep` leaves the node's data folder behind too. */
  demo(
    options: { readonly out: string; readonly keep: boolean },
    onStep: (step: DemoStep) => void,
  ): Promise<DemoReport>;
  analyze(
    options: ConfigOption & { readonly folder: string; readonly out: string; readonly packs: readonly string[] },
    progress: ProgressListener,
  ): Promise<AnalyzeReport>;
  /** What an analysis would use, and why; nothing is measured. */
  explain(
    options: ConfigOption & { readonly folder: string; readonly packs: readonly string[] },
    progress: ProgressListener,
  ): Promise<FolderExplanation>;
  /** `steps`: a YAML file with an encoder's preparation. */
  volume(
    options: ConfigOption &
      Omit<VolumeFileOptions, 'preparation'> & { readonly packs: readonly string[]; readonly steps?: string },
    progress: ProgressListener,
  ): Promise<VolumeFile>;
  /** `input.invalid` if no such peer is configured or it has no port. */
  echo(options: ConfigOption & { readonly peer: string }): Promise<EchoReport>;
  studies(
    options: ConfigOption & { readonly state?: StudySummary['state']; readonly limit?: number },
  ): Promise<readonly StudySummary[]>;
  study(options: ConfigOption & { readonly uid: StudyInstanceUid }): Promise<StudyView>;
  exportStudy(
    options: ConfigOption & { readonly uid: StudyInstanceUid; readonly folder: string },
  ): Promise<ExportedStudy>;
  jobs(options: ConfigOption & { readonly state?: JobState; readonly limit?: number }): Promise<readonly Job[]>;
  retryJob(options: ConfigOption & { readonly id: number }): Promise<void>;
  dropJob(options: ConfigOption & { readonly id: number; readonly reason: string }): Promise<void>;
  models(options: ConfigOption): Promise<readonly PackView[]>;
  verifyModels(options: ConfigOption): Promise<readonly PackVerification[]>;
  doctor(options: ConfigOption): Promise<readonly Check[]>;
  /** Every byte that was received, against its CRC. */
  verifyInstances(options: ConfigOption, progress: ProgressListener): Promise<InstanceVerification>;
  /** `registry.locked` while a node runs. `kept`: where the old registry lies; `unreadable`: why nothing was carried over. */
  rebuildIndex(
    options: ConfigOption,
    progress: ProgressListener,
  ): Promise<Rebuilt & { readonly kept?: string; readonly unreadable?: string }>;
  /** The configuration in effect, checked. */
  readConfig(options: ConfigOption): Promise<Config>;
}
