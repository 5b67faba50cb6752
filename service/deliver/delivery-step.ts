/**
 * How a deliver job goes on after a claim: its outcomes in, the settlement out; none if the job is complete. An error that
 * may pass is waited for, else an operator is; without one, the proof is what the job still waits for.
 */
import type { Peer } from '../config.js';
import { CambiumError, errorEntry } from '../errors/registry.js';
import { nextStep } from '../operate/retry-policy.js';
import type { Clock } from '../ports/clock.js';
import type { CommitmentLedger } from '../ports/commitment-ledger.js';
import type { Job, Settlement } from '../ports/job-queue.js';
import type { DeliveryOutcome, Proof } from '../ports/study-registry.js';

export interface DeliveryStepParts {
  readonly ledger: Pick<CommitmentLedger, 'standing'>;
  readonly clock: Clock;
  readonly giveUpMs: number;
}

interface Delivered {
  readonly job: Job;
  /** What the destination is to prove. */
  readonly proof: Peer['proof'];
}

const UNPROVEN = { commit: 'delivery.not-committed', find: 'delivery.not-seen' } as const satisfies Record<
  Proof,
  string
>;

/** From the C-STORE to the first question: many archives show an instance only some time after they have accepted it. */
const FIRST_QUESTION_MS = { commit: 0, find: 3_000 } as const satisfies Record<Proof, number>;

export function deliveryStep(
  outcomes: readonly DeliveryOutcome[],
  delivered: Delivered,
  parts: DeliveryStepParts,
): Settlement | undefined {
  return afterFailure(outcomes, delivered.job, parts) ?? untilProven(outcomes, delivered, parts);
}

function afterFailure(
  outcomes: readonly DeliveryOutcome[],
  job: Job,
  { clock, giveUpMs }: DeliveryStepParts,
): Settlement | undefined {
  const errors = outcomes.flatMap(({ error }) => (error ? [error] : []));
  if (errors.length === 0) return undefined;
  const passing = errors.find(({ code }) => ['transient', 'ambiguous'].includes(errorEntry(code).class)) ?? errors[0];
  return nextStep(new CambiumError(passing.code, passing.message), job, clock.now(), { giveUpMs });
}

function untilProven(
  outcomes: readonly DeliveryOutcome[],
  { job, proof }: Delivered,
  { ledger, clock, giveUpMs }: DeliveryStepParts,
): Settlement | undefined {
  if (proof === 'none') return undefined;
  const { studyInstanceUid, revision, destination = '' } = job;
  const { unproven, questions } = ledger.standing({ studyInstanceUid, revision, destination });
  const proven = outcomes.filter((outcome) => outcome.proof).length;
  if (unproven === proven) return undefined;
  const now = clock.now();
  const error = new CambiumError(UNPROVEN[proof], `${unproven - proven} to ${destination}.`);
  if (outcomes.length > proven) {
    return {
      outcome: 'retry',
      at: now + FIRST_QUESTION_MS[proof],
      error: { code: error.code, message: error.details },
      crashed: false,
    };
  }
  const tried = proof === 'commit' ? { ...job, attempts: questions } : job;
  return nextStep(error, tried, now, { giveUpMs });
}
