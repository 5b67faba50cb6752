/**
 * InstanceIndex. Which instances there are and where they lie: the registry's half of intake. It can be made again from the
 * packs alone, so a commit of it need not wait for the disk: what a loss of power takes is read from the packs that were not
 * yet marked sealed. Everything else in the registry is durable when its method returns.
 */
import type { SopInstanceUid, StudyInstanceUid } from '../dicom/uid.js';
import type { InstanceKey, StoredInstance } from './instance-store.js';
import type { ReceivedInstance, RecordOutcome } from './study-registry.js';

export interface IndexedInstance {
  readonly key: InstanceKey;
  readonly studyInstanceUid: StudyInstanceUid;
  readonly sopInstanceUid: SopInstanceUid;
}

export interface InstanceIndex {
  /** What is known under a SOP Instance UID: one of our own documents, or the instance that was received. */
  known(sopInstanceUid: SopInstanceUid): 'own-document' | StoredInstance | undefined;
  /**
   * Records instances whose bytes are durable, one commit for all, one outcome each in their order. `stored` makes the study
   * *receiving* and dates its quiet time. @throws CambiumError `storage.full`, `storage.failed`, `registry.busy`
   */
  record(batch: readonly ReceivedInstance[]): readonly RecordOutcome[];
  /** Names the new place of an instance whose first one was damaged; its content is the same. */
  replace(sopInstanceUid: SopInstanceUid, stored: StoredInstance): void;
  /** Makes durable that a pack is sealed and every record of it indexed: it is not read again at the next start. */
  packSealed(pack: string): void;
  /** Those of these packs that were never marked sealed. */
  unsealed(packs: readonly string[]): readonly string[];
  /** Every instance of a pack. */
  inPack(pack: string): readonly IndexedInstance[];
  /** Studies that came before `before`, have no work left (no job is ready, leased or parked) and can be let go; oldest first. */
  expired(before: number): readonly StudyInstanceUid[];
  /** Takes a study out, its documents and trace too; returns the packs that hold nothing else any more. Durable on return. */
  forget(study: StudyInstanceUid): readonly string[];
}
