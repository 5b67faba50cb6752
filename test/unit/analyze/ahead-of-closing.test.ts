import { beforeEach, describe, expect, it } from 'vitest';
import { AheadOfClosing } from '../../../service/analyze/ahead-of-closing.js';
import type { Findings } from '../../../service/analyze/findings.js';
import type { StudyRevision } from '../../../service/ports/study-registry.js';
import type { StudyWorker } from '../../../service/ports/study-worker.js';
import { studyUid } from '../../support/instances.js';

const NEVER = new AbortController().signal;
const STUDY = studyUid('a');

interface Asked {
  readonly revision: StudyRevision;
  readonly signal: AbortSignal;
  readonly resolve: (findings: Findings) => void;
  readonly reject: (reason: unknown) => void;
}

/** Answers when the test says so. */
class ScriptedWorker implements StudyWorker {
  readonly asked: Asked[] = [];
  warm(): void {}
  analyze(revision: StudyRevision, signal: AbortSignal): Promise<Findings> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      this.asked.push({ revision, signal, resolve, reject });
    });
  }
  report = async () => [];
  dispose = async () => undefined;
}

function revisionOf(inputDigest: string, study = STUDY): StudyRevision {
  const assembly = { inputDigest, series: [] };
  return { studyInstanceUid: study, revision: 1, closedAt: 0, state: 'closed', assembly, ...NOTHING };
}
const NOTHING = { instances: [], documents: [], deliveries: [] };
const findings = (name: string): Findings => ({
  ...{ series: [], results: [], keyImages: [], timings: {} },
  packs: [{ id: name, version: '', title: '', digest: '' }],
});

describe('an analysis that has begun before its study is closed', () => {
  let worker: ScriptedWorker;
  let ahead: AheadOfClosing;
  beforeEach(() => {
    worker = new ScriptedWorker();
    ahead = new AheadOfClosing(worker);
    ahead.begin(revisionOf('x'));
  });

  it('is what the job of that study is given, once', async () => {
    worker.asked[0].resolve(findings('begun'));
    expect(await ahead.analyze({ ...revisionOf('x'), closedAt: 5 }, NEVER)).toEqual(findings('begun'));
    expect(worker.asked).toHaveLength(1);
    const again = ahead.analyze(revisionOf('x'), NEVER);
    worker.asked[1].resolve(findings('again'));
    expect(await again).toEqual(findings('again'));
  });

  it.each([
    ['of other slices', revisionOf('y')],
    ['of another study', revisionOf('x', studyUid('b'))],
    ['with other decisions', { ...revisionOf('x'), assembly: { inputDigest: 'x', series: [{ used: false }] } }],
  ])('is not what a revision %s is given', async (_, revision) => {
    worker.asked[0].resolve(findings('begun'));
    const asked = ahead.analyze(revision as StudyRevision, NEVER);
    worker.asked[1].resolve(findings('asked'));
    expect(await asked).toEqual(findings('asked'));
  });

  it('is kept while that of another study is made', async () => {
    worker.asked[0].resolve(findings('begun'));
    await expect.poll(() => ahead.idle).toBe(true);
    ahead.begin(revisionOf('x', studyUid('b')));
    worker.asked[1].resolve(findings('begun then'));
    expect(await ahead.analyze(revisionOf('x'), NEVER)).toEqual(findings('begun'));
    expect(await ahead.analyze(revisionOf('x', studyUid('b')), NEVER)).toEqual(findings('begun then'));
    expect(worker.asked).toHaveLength(2);
  });

  it('is done again by the job if it failed, which tells why', async () => {
    worker.asked[0].reject(new Error('of no consequence'));
    const asked = ahead.analyze(revisionOf('x'), NEVER);
    await expect.poll(() => worker.asked.length).toBe(2);
    worker.asked[1].reject(new Error('told'));
    await expect(asked).rejects.toThrow('told');
  });

  it('ends when an instance comes for its study, and for no other', () => {
    ahead.forget(studyUid('b'));
    expect(worker.asked[0].signal.aborted).toBe(false);
    ahead.forget(STUDY);
    expect(worker.asked[0].signal.aborted).toBe(true);
  });

  it('ends when its job is aborted', async () => {
    const abort = new AbortController();
    const asked = ahead.analyze(revisionOf('x'), abort.signal);
    abort.abort(new Error('superseded'));
    await expect(asked).rejects.toThrow('superseded');
    expect(worker.asked.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  it('keeps others from beginning until it has ended', async () => {
    expect(ahead.idle).toBe(false);
    worker.asked[0].resolve(findings('begun'));
    await expect.poll(() => ahead.idle).toBe(true);
    const report = ahead.report(revisionOf('x'), undefined, NEVER);
    expect(ahead.idle).toBe(false);
    await report;
    expect(ahead.idle).toBe(true);
  });
});
