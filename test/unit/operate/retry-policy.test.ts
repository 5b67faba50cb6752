import { describe, expect, it } from 'vitest';
import { CambiumError, type ErrorCode } from '../../../service/errors/registry.js';
import { nextStep } from '../../../service/operate/retry-policy.js';
import type { Job, JobKind } from '../../../service/ports/job-queue.js';
import { studyUid } from '../../support/instances.js';

const GIVE_UP_MS = 3_600_000;

function job(kind: JobKind, counts: Partial<Job> = {}): Job {
  const revision = { studyInstanceUid: studyUid('a'), revision: 1 };
  return {
    id: 1,
    kind,
    ...revision,
    state: 'leased',
    priority: 1,
    attempts: 1,
    crashes: 0,
    createdAt: 0,
    runAt: 0,
    ...counts,
  };
}

function step(code: ErrorCode, failed: Job, now = 0) {
  return nextStep(new CambiumError(code, 'why'), failed, now, { giveUpMs: GIVE_UP_MS });
}

describe('the retry policy', () => {
  it.each([
    'pack.invalid', // permanent
    'internal.fault', // fault
    'geometry.tilted', // unsuitable
    'storage.full', // refused
    'delivery.context-refused', // permanent
  ] as const)('parks %s at once, with its own error', (code) => {
    expect(step(code, job('deliver'))).toEqual({ outcome: 'park', error: { code, message: 'why' } });
  });

  it('waits twice as long after each failure of a delivery, ten minutes at most', () => {
    const waits = [1, 2, 3, 4, 7, 8, 50].map((attempts) => {
      const next = step('delivery.unreachable', job('deliver', { attempts }), 1000);
      return next.outcome === 'retry' && next.at - 1000;
    });
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 320_000, 600_000, 600_000]);
  });

  it('retries a delivery whose outcome is unknown: its UIDs are derived', () => {
    expect(step('delivery.aborted', job('deliver'), 0)).toMatchObject({ outcome: 'retry', at: 5_000, crashed: false });
  });

  it('gives a delivery up when it has been tried for long enough, and says what failed last', () => {
    const old = job('deliver', { attempts: 90, createdAt: 1000 });
    expect(step('delivery.unreachable', old, 1000 + GIVE_UP_MS - 1)).toMatchObject({ outcome: 'retry' });
    const last = step('delivery.unreachable', old, 1000 + GIVE_UP_MS);
    expect(last).toMatchObject({ outcome: 'park', error: { code: 'delivery.gave-up' } });
    expect(last.error.message).toContain('does not answer');
  });

  it.each(['analyze', 'report'] as const)('tries an %s job five times, however old it is', (kind) => {
    const late = 100 * GIVE_UP_MS;
    expect(step('analysis.timeout', job(kind, { attempts: 1 }), late)).toMatchObject({
      outcome: 'retry',
      at: late + 2_000,
    });
    expect(step('analysis.timeout', job(kind, { attempts: 4 }), late)).toMatchObject({ outcome: 'retry' });
    expect(step('analysis.timeout', job(kind, { attempts: 5 }), late)).toEqual({
      outcome: 'park',
      error: { code: 'analysis.timeout', message: 'why' },
    });
  });

  it('parks a study as poisoned when the process has died of it three times', () => {
    const crashed = (crashes: number) =>
      step('analysis.process-crashed', job('analyze', { attempts: crashes + 1, crashes }));
    expect(crashed(0)).toMatchObject({ outcome: 'retry', crashed: true });
    expect(crashed(1)).toMatchObject({ outcome: 'retry', crashed: true });
    expect(crashed(2)).toMatchObject({ outcome: 'park', error: { code: 'analysis.poisoned' } });
  });
});
