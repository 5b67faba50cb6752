import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CambiumError } from '../../../service/errors/registry.js';
import { JobLoop } from '../../../service/operate/job-loop.js';
import { doneUnlessStale, type Stage } from '../../../service/ports/stage.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import { closedStudy, NO_FINDINGS, type RegistryAndQueue } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';

describe('JobLoop', () => {
  let parts: RegistryAndQueue;
  let loop: JobLoop<unknown>;
  let events: StageEvent[];
  beforeEach(() => {
    parts = sqliteParts();
    events = [];
    closedStudy(parts);
  });
  afterEach(async () => {
    await loop.stop(0);
    parts.close();
  });

  const clock = { now: () => Date.now() };
  function run(work: Stage<unknown>['work'], commit?: Stage<unknown>['commit']): void {
    const stage: Stage<unknown> = {
      kind: 'analyze',
      work,
      commit: commit ?? ((lease) => doneUnlessStale(parts.registry.recordFindings(lease, NO_FINDINGS, clock.now()))),
    };
    loop = new JobLoop(stage, { ...parts, clock, observe: (event) => events.push(event), giveUpMs: 1000 });
    loop.start();
  }
  const settled = () => events.find((event) => event.event === 'job.settled');

  it('claims a job, works, commits, and says each step in that order', async () => {
    run(async (_job, revision) => revision.instances.length);
    await expect.poll(settled).toMatchObject({ outcome: 'done' });
    expect(events.map(({ event }) => event)).toEqual(['job.started', 'job.worked', 'job.settled']);
    expect(parts.queue.list({}).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['report ready', 'analyze done']);
  });

  it('retries what may pass and keeps the reason at the job', async () => {
    run(async () => {
      throw new CambiumError('analysis.timeout', 'After 1 s.');
    });
    await expect.poll(settled).toMatchObject({ outcome: 'retry', code: 'analysis.timeout' });
    const [job] = parts.queue.list({});
    expect(job).toMatchObject({ state: 'ready', attempts: 1, error: { code: 'analysis.timeout' } });
    expect(job.runAt).toBeGreaterThan(Date.now());
  });

  it('parks a fault of ours with its cause told', async () => {
    const bug = new TypeError('x is not a function');
    run(async () => {
      throw bug;
    });
    await expect.poll(settled).toMatchObject({ outcome: 'parked', code: 'internal.fault', cause: { cause: bug } });
    expect(parts.queue.list({})[0].state).toBe('parked');
  });

  it('says that its work was stale when the lease was lost meanwhile', async () => {
    run(async ({ attempts }) => {
      if (attempts === 1) parts.queue.recover(clock.now());
    });
    await expect.poll(settled).toMatchObject({ outcome: 'stale' });
  });

  it('goes on when the registry could not be written, and says so', async () => {
    const { queue } = parts;
    let tries = 0;
    const claim: typeof queue.claim = (...args) => {
      tries++;
      if (tries === 1) throw new CambiumError('storage.full', 'Registry: SQLITE_FULL.');
      return queue.claim(...args);
    };
    parts = { ...parts, queue: { ...queue, claim } };
    run(async () => undefined);
    await expect.poll(settled, { timeout: 3000 }).toMatchObject({ outcome: 'done' });
    expect(events[0]).toMatchObject({ event: 'stage.failed', stage: 'analyze', cause: { code: 'storage.full' } });
  });

  it('leaves a job that shutdown interrupts to the next start, without counting a failure', async () => {
    run(
      (_job, _revision, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await expect.poll(() => events.length).toBe(1);
    await loop.stop(10);
    expect(settled()).toBeUndefined();
    expect(parts.queue.list({})[0]).toMatchObject({ state: 'leased', crashes: 0 });
    expect(parts.queue.recover(clock.now())).toBe(1);
  });

  it('lets the job in work finish when it is told to stop', async () => {
    let finish: (work: unknown) => void = () => undefined;
    run(() => new Promise((resolve) => (finish = resolve)));
    await expect.poll(() => events.length).toBe(1);
    const stopped = loop.stop(10_000);
    finish(undefined);
    await stopped;
    expect(settled()).toMatchObject({ outcome: 'done' });
  });
});
