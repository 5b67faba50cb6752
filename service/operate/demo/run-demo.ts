/**
 * The demo: a phantom whose true measures are known is sent by C-STORE to a node on loopback, and what arrives in a small
 * archive is held against the truth. Everything between is the product; only the scanner and the archive are stand-ins.
 */
import { SUCCESS } from '../../dicom/dimse-status.js';
import { part10Header } from '../../dicom/part10.js';
import type { StudyInstanceUid } from '../../dicom/uid.js';
import { CambiumError } from '../../errors/registry.js';
import type { DicomListener } from '../../ports/dicom-listener.js';
import type { StageEvent, StageObserver } from '../../ports/stage-observer.js';
import type { Destination, StorageScu } from '../../ports/storage-scu.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import { compareWithTruth, type MeasureCheck } from './compare-with-truth.js';
import type { PhantomStudy } from './phantom-study.js';

export interface RunningNode {
  readonly port: number;
  revision(studyInstanceUid: StudyInstanceUid): StudyRevision | undefined;
  stop(): Promise<void>;
}

export interface DemoParts {
  readonly study: PhantomStudy;
  readonly archive: DicomListener;
  readonly scanner: StorageScu;
  /** Starts a node that delivers to the archive's port. */
  startNode(archivePort: number, observe: StageObserver): Promise<RunningNode>;
  /** Told of each step as it happens, with the seconds since the one before. */
  onStep(step: DemoStep): void;
}

export interface DemoStep {
  readonly stage: 'received' | 'complete' | 'analysed' | 'reported' | 'delivered';
  readonly detail: string;
  readonly seconds: number;
}

export interface DemoResult {
  readonly revision: StudyRevision;
  /** Part 10 files as they arrived in the archive, by SOP Instance UID. */
  readonly arrived: ReadonlyMap<string, Buffer>;
  readonly checks: readonly MeasureCheck[];
  /** Everything arrived, every measure within its tolerance. */
  readonly passed: boolean;
}

/** The whole walk; far more than it takes on two cores. */
const LIMIT_MS = 120_000;

export async function runDemo(parts: DemoParts): Promise<DemoResult> {
  const { archive, scanner, study, onStep } = parts;
  const arrived = new Map<string, Buffer>();
  const archivePort = await listenAsArchive(archive, (sopInstanceUid, part10) => arrived.set(sopInstanceUid, part10));
  const walk = new Walk(study.instances.length, onStep);
  const node = await parts.startNode(archivePort, walk.observe);
  try {
    await send(scanner, node.port, study.instances);
    await walk.finished;
    const revision = node.revision(study.studyInstanceUid);
    if (!revision) throw new CambiumError('study.unknown', 'The demo study was not recorded.');
    const checks = compareWithTruth(study.truth, revision.findings?.results ?? []);
    const complete =
      revision.documents.length > 0 && revision.documents.every(({ sopInstanceUid }) => arrived.has(sopInstanceUid));
    return { revision, arrived, checks, passed: complete && checks.every(({ within }) => within) };
  } finally {
    await node.stop();
    await archive.close(0);
  }
}

async function listenAsArchive(
  archive: DicomListener,
  keep: (sopInstanceUid: string, part10: Buffer) => void,
): Promise<number> {
  const options = { host: '127.0.0.1', port: 0, maxPduLength: 131072, maxAssociations: 4 };
  return archive.listen(options, {
    admit: () => undefined,
    permits: () => true,
    store({ affectedSopClassUid: sopClassUid, affectedSopInstanceUid: sopInstanceUid, transferSyntaxUid }) {
      const chunks: Buffer[] = [part10Header({ sopClassUid, sopInstanceUid, transferSyntaxUid })];
      return {
        write: (bytes) => void chunks.push(Buffer.from(bytes)),
        async end() {
          keep(sopInstanceUid, Buffer.concat(chunks));
          return SUCCESS;
        },
        abort: () => undefined,
      };
    },
    ended: () => undefined,
  });
}

async function send(scanner: StorageScu, port: number, instances: PhantomStudy['instances']): Promise<void> {
  const node: Destination = { name: 'CAMBIUM', aeTitle: 'CAMBIUM', host: '127.0.0.1', port };
  const outcomes = await scanner.store(node, instances, AbortSignal.timeout(LIMIT_MS));
  const failed = outcomes.find(({ error }) => error)?.error;
  if (failed) throw new CambiumError(failed.code, failed.message);
}

/** Turns the node's events into the five steps people follow. */
class Walk {
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;
  #fail: (reason: CambiumError) => void = () => undefined;
  #received = 0;
  #last = performance.now();

  constructor(
    readonly expected: number,
    readonly onStep: DemoParts['onStep'],
  ) {
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    setTimeout(() => this.#fail(new CambiumError('analysis.timeout', 'The demo did not end.')), LIMIT_MS).unref();
  }

  readonly observe: StageObserver = (event) => {
    if (event.event === 'instance.committed' && ++this.#received === this.expected) {
      this.#step('received', `${this.expected} instances by C-STORE`);
    }
    if (event.event === 'study.closed')
      this.#step('complete', `${event.seriesUsed} of ${event.seriesSeen} series chosen`);
    if (event.event === 'job.settled') this.#settled(event);
  };

  #settled({ kind, outcome, code, cause }: Extract<StageEvent, { event: 'job.settled' }>): void {
    if (outcome === 'parked' && code) this.#fail(cause ?? new CambiumError(code));
    if (outcome !== 'done') return;
    if (kind === 'analyze') this.#step('analysed', 'measured through ONNX Runtime');
    if (kind === 'report') this.#step('reported', 'Structured Report and Secondary Capture');
    if (kind === 'deliver') {
      this.#step('delivered', 'stored by the archive');
      this.#finish();
    }
  }

  #step(stage: DemoStep['stage'], detail: string): void {
    const now = performance.now();
    this.onStep({ stage, detail, seconds: (now - this.#last) / 1000 });
    this.#last = now;
  }
}
