/**
 * Deliver. A deliver job in: one revision's documents for one destination; one outcome a document out, kept in the
 * registry. A dead archive repeats this job and nothing before it. Each claim goes one step further:
 *
 * - *send*: documents that the destination has not accepted leave by C-STORE. What was accepted is kept before anything is
 *   asked, and not sent again, unless the archive says that it does not have it.
 * - *prove*: documents that it is not proven to keep are asked for, by Storage Commitment or by C-FIND, as the destination
 *   is configured. A report may come hours later; the job waits, and asks again.
 * - Nothing left: the job is complete.
 */
import { CambiumError } from '../errors/registry.js';
import type { CommitmentLedger } from '../ports/commitment-ledger.js';
import type { Job } from '../ports/job-queue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { Stage } from '../ports/stage.js';
import type { OutgoingInstance, StorageScu } from '../ports/storage-scu.js';
import type { Delivery, DeliveryOutcome, StudyRegistry, StudyRevision } from '../ports/study-registry.js';
import type { DocumentRecord } from '../report/document.js';
import { deliveryStep } from './delivery-step.js';
import type { DeliveryDestination } from './destinations.js';
import { PROVE, type ProveParts } from './prove-documents.js';

export interface DeliverParts extends ProveParts {
  readonly ledger: Pick<CommitmentLedger, 'ask' | 'answer' | 'standing'>;
  readonly registry: StudyRegistry;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly scu: Pick<StorageScu, 'store'>;
  /** Configured destinations by name. */
  readonly destinations: ReadonlyMap<string, DeliveryDestination>;
  /** Age of a job after which it is parked instead of tried again. */
  readonly giveUpMs: number;
}

export function deliverStage(parts: DeliverParts): Stage<readonly DeliveryOutcome[]> {
  const { registry, objects, scu, clock, destinations } = parts;
  return {
    kind: 'deliver',
    async work(job, revision, signal) {
      const destination = destinationOf(job, destinations);
      const unsent = documentsWithout(({ error }) => !error, revision, destination);
      if (unsent.length > 0) {
        return scu.store(destination, await Promise.all(unsent.map((document) => load(document, objects))), signal);
      }
      const documents = documentsWithout(({ proof }) => proof !== undefined, revision, destination);
      if (documents.length === 0) return [];
      return PROVE[destination.proof]({ documents, revision, destination, signal }, parts);
    },
    commit(lease, outcomes, job) {
      const next = deliveryStep(outcomes, { job, proof: destinationOf(job, destinations).proof }, parts);
      const failure = next && { retryAt: next.outcome === 'retry' ? next.at : undefined, error: next.error };
      if (!registry.recordDelivery(lease, outcomes, failure, clock.now())) return { outcome: 'stale' };
      if (!next) return { outcome: 'done' };
      return { outcome: next.outcome === 'retry' ? 'retry' : 'parked', code: next.error.code };
    },
  };
}

function destinationOf({ destination: name = '' }: Job, destinations: DeliverParts['destinations']) {
  const destination = destinations.get(name);
  if (!destination) throw new CambiumError('delivery.destination-unknown', `${name}.`);
  return destination;
}

/** Documents of a revision that have no such delivery to the destination. */
function documentsWithout(
  such: (delivery: Delivery) => boolean,
  { documents, deliveries }: StudyRevision,
  { name }: DeliveryDestination,
): readonly DocumentRecord[] {
  const there = deliveries.filter((delivery) => delivery.destination === name && such(delivery));
  const uids = new Set(there.map(({ sopInstanceUid }) => sopInstanceUid));
  return documents.filter(({ sopInstanceUid }) => !uids.has(sopInstanceUid));
}

async function load(document: DocumentRecord, objects: DeliverParts['objects']): Promise<OutgoingInstance> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, object } = document;
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, part10: await objects.get(object) };
}
