/**
 * How a destination is asked for documents that it has accepted. Outcomes are those it is proven to keep by now; of
 * Storage Commitment there are none: its report, whenever it comes, goes into the ledger.
 */
import { randomUUID } from 'node:crypto';
import type { Peer } from '../config.js';
import { deriveUid } from '../dicom/uid.js';
import type { CommitmentLedger } from '../ports/commitment-ledger.js';
import type { ArchiveQuery, CommitmentPeer } from '../ports/storage-commitment.js';
import type { DeliveryOutcome, StudyRevision } from '../ports/study-registry.js';
import type { DocumentRecord } from '../report/document.js';
import type { DeliveryDestination } from './destinations.js';
import { type ReportParts, takeReport } from './take-report.js';

export interface ProveParts extends ReportParts {
  readonly ledger: Pick<CommitmentLedger, 'ask' | 'answer'>;
  readonly commitment: Pick<CommitmentPeer, 'requestCommitment'>;
  readonly query: ArchiveQuery;
}

interface Unproven {
  readonly documents: readonly DocumentRecord[];
  readonly revision: StudyRevision;
  readonly destination: DeliveryDestination;
  readonly signal: AbortSignal;
}

type Prove = (unproven: Unproven, parts: ProveParts) => Promise<readonly DeliveryOutcome[]>;

/** Archives that report on the association of the question do so at once; the others wait until it is released. */
const REPORT_WAIT_MS = 2_000;

export const PROVE = {
  commit: askToCommit,
  find: lookFor,
  none: async () => [],
} as const satisfies Record<Peer['proof'], Prove>;

/** The Transaction UID is in the ledger before the archive can know it, so a report always finds its question. */
async function askToCommit(
  { documents, revision, destination, signal }: Unproven,
  parts: ProveParts,
): Promise<readonly DeliveryOutcome[]> {
  const transactionUid = deriveUid('commitment', randomUUID());
  const { studyInstanceUid, revision: number } = revision;
  parts.ledger.ask(
    { transactionUid, studyInstanceUid, revision: number, destination: destination.name },
    parts.clock.now(),
  );
  const references = documents.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid }));
  const request = { transactionUid, references };
  const options = { signal, waitMs: REPORT_WAIT_MS };
  const report = await parts.commitment.requestCommitment(destination, request, options);
  if (report) takeReport(destination.name, report, parts);
  return [];
}

async function lookFor(
  { documents, revision: { studyInstanceUid }, destination, signal }: Unproven,
  { query }: ProveParts,
): Promise<readonly DeliveryOutcome[]> {
  const keys = documents.map(({ seriesInstanceUid, sopInstanceUid }) => {
    return { studyInstanceUid, seriesInstanceUid, sopInstanceUid };
  });
  const seen = await query.find(destination, keys, signal);
  return documents
    .filter(({ sopInstanceUid }) => seen.has(sopInstanceUid))
    .map(({ sopInstanceUid }) => ({ sopInstanceUid, proof: 'find' }));
}
