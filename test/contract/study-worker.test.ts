import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstanceStore } from '../../adapters/disk/packs/instance-store.js';
import { createStudyWorkerProcess } from '../../adapters/system/study-worker-process.js';
import { AheadOfClosing } from '../../service/analyze/ahead-of-closing.js';
import { composeStudyWorker } from '../../service/compose-study-worker.js';
import { type Config, configSchema } from '../../service/config.js';
import type { StudyRevision } from '../../service/ports/study-registry.js';
import type { StudyWorker } from '../../service/ports/study-worker.js';
import { projectPath } from '../support/project.js';
import { tinyRevision } from '../support/tiny-revision.js';
import { studyWorkerContract } from './study-worker.contract.js';

/** Built by the test command: a forked process runs JavaScript. */
const entry = pathToFileURL(projectPath('dist/service/analysis-process.js'));
const UNABORTED = new AbortController().signal;

studyWorkerContract('the worker of this process', composeStudyWorker);
const processOf = (config: Config) => createStudyWorkerProcess({ entry, config, timeoutMs: 60_000 });
studyWorkerContract('the analysis process', async (config) => processOf(config));
studyWorkerContract('the analysis process, ahead of closing', async (config) => new AheadOfClosing(processOf(config)));

describe('the analysis process', { timeout: 60_000 }, () => {
  let config: Config;
  let revision: StudyRevision;
  let worker: StudyWorker;
  const pids: number[] = [];
  beforeEach(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cambium-process-'));
    config = configSchema.parse({ storage: { dataDir } });
    const instances = createInstanceStore(dataDir);
    revision = tinyRevision('process', instances);
    await instances.close();
    pids.length = 0;
  });
  afterEach(async () => {
    await worker.dispose();
    await rm(config.storage.dataDir, { recursive: true, force: true });
  });

  const make = (timeoutMs: number, module = entry) => {
    worker = createStudyWorkerProcess({
      entry: module,
      config,
      timeoutMs,
      onProcess: (event, pid) => event === 'started' && pid && pids.push(pid),
    });
  };

  it('dies alone: its request rejects as a crash, the next one gets a fresh process', async () => {
    make(60_000);
    const killed = worker.analyze(revision, UNABORTED, () => process.kill(pids[0], 'SIGKILL'));
    await expect(killed).rejects.toMatchObject({ code: 'analysis.process-crashed' });
    expect((await worker.analyze(revision, UNABORTED)).results).toHaveLength(5);
    expect(pids).toHaveLength(2);
  });

  it('works on when the signals that end a node reach it too, as those of a terminal and of a supervisor do', async () => {
    make(60_000);
    const findings = await worker.analyze(revision, UNABORTED, () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.kill(pids[0], signal);
    });
    expect(findings.results).toHaveLength(5);
    expect(pids).toHaveLength(1);
  });

  it('is ended when it takes too long', async () => {
    make(50);
    await expect(worker.analyze(revision, UNABORTED)).rejects.toMatchObject({ code: 'analysis.timeout' });
  });

  it('is ended when its request is aborted', async () => {
    make(60_000);
    const abort = new AbortController();
    const aborted = worker.analyze(revision, abort.signal, () => abort.abort(new Error('superseded')));
    await expect(aborted).rejects.toThrow('superseded');
    await expect.poll(() => isRunning(pids[0]), { timeout: 20_000 }).toBe(false);
  });

  it('is started when it is warmed, and takes the request that follows', async () => {
    make(60_000);
    worker.warm();
    worker.warm();
    expect(pids).toHaveLength(1);
    expect((await worker.analyze(revision, UNABORTED)).results).toHaveLength(5);
    expect(pids).toHaveLength(1);
  });

  it('is not started again and again by warming if it cannot start', async () => {
    const ends = join(config.storage.dataDir, 'ends.mjs');
    await writeFile(ends, 'process.exit(3);');
    make(60_000, pathToFileURL(ends));
    worker.warm();
    await expect.poll(() => isRunning(pids[0]), { timeout: 20_000 }).toBe(false);
    worker.warm();
    worker.warm();
    expect(pids).toHaveLength(1);
    await expect(worker.analyze(revision, UNABORTED)).rejects.toMatchObject({ code: 'analysis.process-crashed' });
    expect(pids).toHaveLength(2);
  });

  it('says which configuration it could not start with', async () => {
    config = configSchema.parse({ storage: config.storage, analyze: { packs: ['no-such-pack'] } });
    make(60_000);
    await expect(worker.analyze(revision, UNABORTED)).rejects.toMatchObject({ code: 'pack.invalid' });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
