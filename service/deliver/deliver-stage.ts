/**
 * Deliver. A deliver job in: one revision's documents for one destination; one outcome a document out, kept in the
 * registry. What a destination has accepted is not sent to it again. A dead archive repeats this job and nothing before it.
 */
import { CambiumError, errorEntry } from '../errors/registry.js';
import { nextStep } from '../operate/retry-policy.js';
import type { Clock } from '../ports/clock.js';
import type { Job, Settlement } from '../ports/job-queue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { Stage } from '../ports/stage.js';
import type { Destination, OutgoingInstance, StorageScu } from '../ports/storage-scu.js';
import type { DeliveryOutcome, StudyRegistry, StudyRevision } from '../ports/study-registry.js';
import type { DocumentRecord } from '../report/document.js';

export interface DeliverParts {
  readonly registry: StudyRegistry;
  readonly objects: ObjectStore;
  readonly scu: StorageScu;
  readonly clock: Clock;
  /** Configured destinations by name. */
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly giveUpMs: number;
}

export function deliverStage(parts: DeliverParts): Stage<readonly DeliveryOutcome[]> {
  const { registry, objects, scu, clock, destinations, giveUpMs } = parts;
  return {
    kind: 'deliver',
    async work(job, revision, signal) {
      const destination = destinations.get(job.destination ?? '');
      if (!destination) throw new CambiumError('delivery.destination-unknown', `${job.destination}.`);
      const outgoing = await Promise.all(undelivered(revision, destination).map((document) => load(document, objects)));
      return outgoing.length > 0 ? scu.store(destination, outgoing, signal) : [];
    },
    commit(lease, outcomes, job) {
      const next = nextStepOf(outcomes, job, clock.now(), giveUpMs);
      const failure = next && { retryAt: next.outcome === 'retry' ? next.at : undefined, error: next.error };
      if (!registry.recordDelivery(lease, outcomes, failure, clock.now())) return { outcome: 'stale' };
      if (!next) return { outcome: 'done' };
      return { outcome: next.outcome === 'retry' ? 'retry' : 'parked', code: next.error.code };
    },
  };
}

function undelivered({ documents, deliveries }: StudyRevision, { name }: Destination): readonly DocumentRecord[] {
  const accepted = new Set(deliveries.filter((d) => d.destination === name && !d.error).map((d) => d.sopInstanceUid));
  return documents.filter(({ sopInstanceUid }) => !accepted.has(sopInstanceUid));
}

async function load(document: DocumentRecord, objects: ObjectStore): Promise<OutgoingInstance> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, object } = document;
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, part10: await objects.get(object) };
}

/** How the job goes on if a document was not accepted: an error that may pass is waited for, else an operator is. */
function nextStepOf(outcomes: readonly DeliveryOutcome[], job: Job, now: number, giveUpMs: number) {
  const errors = outcomes.flatMap(({ error }) => (error ? [error] : []));
  if (errors.length === 0) return undefined;
  const passing = errors.find(({ code }) => ['transient', 'ambiguous'].includes(errorEntry(code).class)) ?? errors[0];
  const step: Settlement = nextStep(new CambiumError(passing.code, passing.message), job, now, { giveUpMs });
  return step;
}
