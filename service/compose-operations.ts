/**
 * Composition of the commands: each operation is wired from its options to the functions of operate/. What a command prints
 * is adapters/cli's matter.
 */
import { existsSync } from 'node:fs';
import { runCli } from '../adapters/cli/program.js';
import { certificateExpiresAt, inspectCertificate } from '../adapters/dimse/certificate-expiry.js';
import { readYamlFile } from '../adapters/disk/config-file.js';
import { createInstanceStore } from '../adapters/disk/packs/instance-store.js';
import { usedPercent } from '../adapters/disk/used-percent.js';
import { createMetrics } from '../adapters/http/metrics.js';
import { createHttpServer } from '../adapters/http/server.js';
import { checkDatabase } from '../adapters/sqlite/check-database.js';
import { lockDataFolder } from '../adapters/sqlite/lock.js';
import { beginRebuild } from '../adapters/sqlite/rebuild.js';
import { systemClock } from '../adapters/system/clock.js';
import { createLogger, logObserver } from '../adapters/system/log.js';
import { untilTold } from '../adapters/system/until-told.js';
import { composeNode, composePeers } from './compose.js';
import { composePacks, composeStore, productVersion, registryPath, type Store } from './compose-store.js';
import { loadConfig } from './config/load-config.js';
import type { Config } from './config.js';
import { destinationsOf } from './deliver/destinations.js';
import { CambiumError } from './errors/registry.js';
import { doctor } from './operate/doctor/doctor.js';
import { exportStudy } from './operate/export-study.js';
import type { ConfigOption, Operations } from './operate/operations.js';
import { verifyPacks, viewPack } from './operate/packs.js';
import { readiness } from './operate/readiness.js';
import { rebuildIndex } from './operate/rebuild-index.js';
import { viewStudy } from './operate/study-view.js';
import { verifyInstances } from './operate/verify-instances.js';

/** Runs one command line; resolves with the exit code. */
export function runCommandLine(args: readonly string[]): Promise<number> {
  return runCli(args, { operations: composeOperations(), version: productVersion() });
}

export function composeOperations(): Operations {
  return {
    readConfig: async (options) => read(options),
    serve: ({ roles, ...options }) => serve(read(options), roles),
    demo: async (options, onStep) => (await import('./compose-demo.js')).demo(options, onStep),
    analyze: async (options, progress) =>
      (await import('./compose-folder.js')).analyze(read(options), options, progress),
    explain: async (options, progress) =>
      (await import('./compose-folder.js')).explain(read(options), options, progress),
    volume: async (options, progress) => (await import('./compose-folder.js')).volume(read(options), options, progress),
    async echo({ peer, ...options }) {
      const config = read(options);
      const destination = destinationsOf(config).find(({ name }) => name === peer);
      if (!destination) throw new CambiumError('input.invalid', `No peer ${peer} with a port is configured.`);
      const outcome = await composePeers(config).scu.echo(destination, new AbortController().signal);
      const { host, port, aeTitle: calledAeTitle } = destination;
      return { ...outcome, peer, host, port, calledAeTitle, callingAeTitle: config.node.aeTitle };
    },
    studies: ({ state, limit, ...options }) => withStore(options, ({ registry }) => registry.studies({ state, limit })),
    study: ({ uid, ...options }) => withStore(options, ({ registry }) => viewStudy(registry, uid)),
    exportStudy: ({ uid, folder, ...options }) => withStore(options, (store) => exportStudy(uid, folder, store)),
    jobs: ({ state, limit, ...options }) => withStore(options, ({ queue }) => queue.list({ state, limit })),
    retryJob: ({ id, ...options }) =>
      withStore(options, ({ queue }) => queue.requeue(id, systemClock.now()), { write: true }),
    dropJob: ({ id, reason, ...options }) =>
      withStore(options, ({ queue }) => queue.drop(id, reason, systemClock.now()), { write: true }),
    models: async (options) => (await composePacks(read(options).analyze)).map(viewPack),
    verifyModels: async (options) => verifyModels(read(options)),
    doctor: async (options) => examine(read(options)),
    verifyInstances: (options, progress) => withStore(options, (store) => verifyInstances(store, progress)),
    rebuildIndex: (options, progress) => rebuild(read(options), progress),
  };
}

function read({ config: path }: ConfigOption): Config {
  return loadConfig({ path, readYaml: readYamlFile });
}

async function withStore<Result>(
  options: ConfigOption,
  use: (store: Store) => Result | Promise<Result>,
  { write = false } = {},
): Promise<Result> {
  const config = read(options);
  // A command never makes a registry: one in the wrong folder would look like an empty worklist.
  if (!existsSync(registryPath(config.storage.dataDir)))
    throw new CambiumError('registry.not-initialised', config.storage.dataDir);
  const store = composeStore(config, { readonly: !write });
  try {
    return await use(store);
  } finally {
    store.close();
  }
}

async function serve(config: Config, roles: Parameters<Operations['serve']>[0]['roles']): Promise<void> {
  const logger = createLogger(config.log);
  const { node, registry, queue, objects, listener, observers, close } = await composeNode(config);
  let up = false;
  const depth = () => queue.depth();
  const metrics = createMetrics({
    depth,
    usedPercent: () => objects.usedPercent(),
    openAssociations: () => listener.openAssociations(),
    certificateExpiresAt: () => (config.tls ? certificateExpiresAt(config.tls.certificate) : undefined),
  });
  observers.add(logObserver(logger));
  observers.add(metrics.observe);
  const http = createHttpServer({
    registry,
    queue,
    metrics,
    version: productVersion(),
    readiness: () =>
      readiness({
        up: () => up,
        depth,
        usedPercent: () => objects.usedPercent(),
        refuseAbovePercent: config.storage.refuseAbovePercent,
      }),
    onFault: (error) => logger.error({ err: error }, 'http fault'),
  });
  try {
    const httpPort = await http.listen(config.http);
    logger.info({ host: config.http.host, port: httpPort }, 'HTTP is listening');
    const port = await node.start(roles);
    up = true;
    logger.info({ host: config.node.host, port, version: productVersion() }, 'node is ready');
    const signal = await untilTold();
    up = false;
    logger.info({ signal }, 'node drains');
  } finally {
    await node.stop();
    await http.close();
    close();
  }
}

async function verifyModels({ analyze: { packs, device, ...rest } }: Config) {
  const { createInferenceEngine } = await import('../adapters/onnxruntime/engine.js');
  const load = async (name: string) => (await composePacks({ ...rest, device, packs: [name] }))[0];
  return verifyPacks(packs, { load, engine: createInferenceEngine(device) });
}

function examine(config: Config) {
  const path = registryPath(config.storage.dataDir);
  return doctor({
    config,
    clock: systemClock,
    scu: composePeers(config).scu,
    destinations: destinationsOf(config),
    registryPath: path,
    usedPercent: () => usedPercent(config.storage.dataDir),
    checkRegistry: async () => checkDatabase(path),
    verifyPacks: () => verifyModels(config),
    inspectCertificate,
  });
}

/** Under the lock of the data folder: no node may record instances meanwhile. */
async function rebuild(
  { storage }: Config,
  progress: Parameters<Operations['rebuildIndex']>[1],
): ReturnType<Operations['rebuildIndex']> {
  const lock = lockDataFolder(storage.dataDir);
  const instances = createInstanceStore(storage.dataDir);
  const rebuilding = beginRebuild(registryPath(storage.dataDir));
  try {
    const rebuilt = await rebuildIndex({ instances, index: rebuilding.index }, progress);
    return { ...rebuilt, ...rebuilding.finish(systemClock.now()) };
  } catch (error) {
    rebuilding.discard();
    throw error;
  } finally {
    await instances.close();
    lock.release();
  }
}
