/** Steps of the walk that the registry's and the queue's contracts share: a study taken from its first slice to its deliveries. */

import type { Findings } from '../../service/analyze/findings.js';
import { assembleStudy } from '../../service/assemble/assemble-study.js';
import { COMPREHENSIVE_SR, SECONDARY_CAPTURE_IMAGE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { deriveUid } from '../../service/dicom/uid.js';
import type { CommitmentLedger } from '../../service/ports/commitment-ledger.js';
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import type { ClaimedJob, JobKind, JobQueue } from '../../service/ports/job-queue.js';
import type { ClosedStudy, ReceivedInstance, StudyRegistry } from '../../service/ports/study-registry.js';
import type { DocumentKind, DocumentRecord } from '../../service/report/document.js';
import { axialSeries, sopUid } from '../support/instances.js';

/** The four ports over one store, empty. */
export interface RegistryAndQueue {
  readonly registry: StudyRegistry;
  readonly index: InstanceIndex;
  readonly queue: JobQueue;
  readonly ledger: CommitmentLedger;
  close(): void;
}

export const RULES = { minSlices: 2, minCoverageMm: 0 };
export const LEASE_MS = 1000;
export const NO_FINDINGS: Findings = { series: [], results: [], keyImages: [], packs: [], timings: {} };

/** Each instance as a batch of its own. */
export function receive(index: InstanceIndex, instances: readonly ReceivedInstance[]): void {
  for (const instance of instances) index.record([instance]);
}

export function closeQuiet(registry: StudyRegistry, now: number, quietMs = 0): readonly ClosedStudy[] {
  return registry.closeQuietStudies(now - quietMs, now, (instances) => assembleStudy(instances, RULES));
}

/** A study of three slices, received at 0 and closed at 10. */
export function closedStudy(
  { index, registry }: Pick<RegistryAndQueue, 'index' | 'registry'>,
  study = 'a',
): ClosedStudy {
  receive(index, axialSeries({ study, slices: 3 }));
  return closeQuiet(registry, 10)[0];
}

export function claim(queue: JobQueue, kind: JobKind, now: number): ClaimedJob {
  const claimed = queue.claim(kind, now, LEASE_MS);
  if (!claimed) throw new Error(`There is no ${kind} job to claim at ${now}.`);
  return claimed;
}

export function document(study: string, kind: DocumentKind, revision = 1): DocumentRecord {
  return {
    kind,
    sopClassUid: kind === 'sr' ? COMPREHENSIVE_SR : SECONDARY_CAPTURE_IMAGE,
    sopInstanceUid: sopUid(`${study}/${revision}/${kind}`),
    seriesInstanceUid: deriveUid(study, kind),
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
    object: `documents/${kind}-00000000000000000000000000000000`,
  };
}

/** Takes a closed study on to its deliver jobs; its documents are an SR and an SC. */
export function reported(
  { registry, queue }: Pick<RegistryAndQueue, 'registry' | 'queue'>,
  destinations: readonly string[],
  study = 'a',
  revision = 1,
): void {
  registry.recordFindings(claim(queue, 'analyze', 20).lease, NO_FINDINGS, 20);
  const documents = [document(study, 'sr', revision), document(study, 'sc', revision)];
  registry.recordDocuments(claim(queue, 'report', 30).lease, documents, destinations, 30);
}
