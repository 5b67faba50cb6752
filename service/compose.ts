/**
 * Composition: the one place that knows both the service and its adapters. Each function below wires one thing from a
 * configuration; read from the top: what is stored, the analysis process, the node.
 */
import { createArchiveQuery } from '../adapters/dimse/archive-query.js';
import { createCommitmentPeer } from '../adapters/dimse/commitment-scu.js';
import { createDicomListener } from '../adapters/dimse/storage-scp.js';
import { createStorageScu } from '../adapters/dimse/storage-scu.js';
import { lockDataFolder } from '../adapters/sqlite/lock.js';
import { systemClock } from '../adapters/system/clock.js';
import { createStudyWorkerProcess } from '../adapters/system/study-worker-process.js';
import { AheadOfClosing } from './analyze/ahead-of-closing.js';
import { analyzeStage } from './analyze/analyze-stage.js';
import { checkAttention } from './analyze/measures/attention.js';
import { CommitmentReporter } from './commit/commitment-reporter.js';
import { createCommitmentScp } from './commit/commitment-scp.js';
import { composePacks, composeStore, type Store } from './compose-store.js';
import type { Config } from './config.js';
import { deliverStage } from './deliver/deliver-stage.js';
import { destinationsOf } from './deliver/destinations.js';
import { createReportTaker } from './deliver/take-report.js';
import { asCambiumError } from './errors/registry.js';
import { CambiumNode } from './node.js';
import { JobLoop } from './operate/job-loop.js';
import { Retention } from './operate/retention.js';
import { StageObservers } from './operate/stage-observers.js';
import type { DicomListener, ListenOptions } from './ports/dicom-listener.js';
import type { StudyWorker } from './ports/study-worker.js';
import { createReceiver } from './receive/receiver.js';
import { reportStage } from './report/report-stage.js';

/** The two heavy stages, in a process of their own: compose-study-worker.ts puts it together there. */
export function composeWorkerProcess(config: Config): StudyWorker {
  const entry = new URL(
    import.meta.url.endsWith('.ts') ? './analysis-process.ts' : './analysis-process.js',
    import.meta.url,
  );
  return createStudyWorkerProcess({ entry, config, timeoutMs: config.analyze.timeoutSeconds * 1000 });
}

export interface ComposedNode extends Store {
  readonly node: CambiumNode;
  readonly listener: DicomListener;
  /** Those who are told of every step; added before the node starts. */
  readonly observers: StageObservers;
  /** Gives the data folder back once the node has stopped. */
  close(): void;
}

/** A node that is ready to start. `registry.locked` if another uses its data folder, `pack.*` if a pack is broken. */
export async function composeNode(config: Config): Promise<ComposedNode> {
  const packs = await composePacks(config.analyze);
  // A threshold nobody measures would be a promise nobody keeps: refused at the start, not study by study.
  checkAttention(
    config.analyze.attention,
    packs.map(({ manifest }) => manifest),
  );
  const lock = lockDataFolder(config.storage.dataDir);
  const observers = new StageObservers();
  const { observe } = observers;
  const onFault = (error: unknown) =>
    observe({ event: 'stage.failed', stage: 'receive', cause: asCambiumError(error) });
  const store = composeStore(config, { onFault });
  const { registry, index, instances, queue, ledger, objects } = store;
  const clock = systemClock;
  const worker = new AheadOfClosing(composeWorkerProcess(config));
  const listener = createDicomListener({ onFault });
  const giveUpMs = config.deliver.giveUpHours * 3_600_000;
  const loopParts = { queue, registry, clock, observe, giveUpMs };
  const destinations = new Map(destinationsOf(config).map((destination) => [destination.name, destination]));
  const peers = composePeers(config);
  const told = { ledger, clock, observe };
  const reporter = new CommitmentReporter({ ...store, ...told, destinations, giveUpMs, peer: peers.commitment });
  const mayAsk = (peer: string) => Object.hasOwn(config.peers, peer) && config.peers[peer].may.includes('commit');
  const node = new CambiumNode({
    listener,
    endpoints: endpointsOf(config),
    receive: {
      ...createReceiver({ instances, index, usedPercent: () => objects.usedPercent(), clock, config, observe }),
      ...createCommitmentScp({ ...store, ...told, mayAsk, wake: () => reporter.wake() }),
      ...createReportTaker(told),
    },
    reporter,
    instances,
    index,
    retention: new Retention({ ...store, clock, observe, keepDays: config.storage.keepDays }),
    registry,
    queue,
    worker,
    loops: {
      analyze: new JobLoop(analyzeStage({ registry, worker, clock }), loopParts),
      report: new JobLoop(
        reportStage({ registry, worker, clock, destinations: config.deliver.destinations }),
        loopParts,
      ),
      deliver: new JobLoop(deliverStage({ ...store, ...told, ...peers, destinations, giveUpMs }), loopParts),
    },
    clock,
    quietMs: config.assemble.quietSeconds * 1000,
    selection: config.assemble,
    observe,
  });
  observers.add(node.observe);
  const close = () => {
    store.close();
    lock.release();
  };
  return { ...store, node, listener, observers, close };
}

/** The requestor side: what this node asks of others. */
export function composePeers({ node, deliver }: Pick<Config, 'node' | 'deliver'>, callingAeTitle = node.aeTitle) {
  const options = { callingAeTitle, timeoutMs: deliver.timeoutSeconds * 1000 };
  return {
    scu: createStorageScu(options),
    commitment: createCommitmentPeer(options),
    query: createArchiveQuery(options),
  };
}

/** The plain port and the TLS port, as far as they are switched on. */
function endpointsOf({ node, tls }: Pick<Config, 'node' | 'tls'>): readonly ListenOptions[] {
  const plain = node.plain ? [node] : [];
  if (!tls) return plain;
  const files = { ...tls, requireClientCertificate: tls.clientCertificate === 'required' };
  return [...plain, { ...node, port: tls.port, tls: files }];
}
