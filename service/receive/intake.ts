/**
 * Intake: one C-STORE from its command to its status. The bytes stream into a pack as they come; the first thing that is
 * wrong decides the status, and the rest is read without being kept.
 */
import { type DimseStatus, SUCCESS, statusOf } from '../dicom/dimse-status.js';
import { asCambiumError, CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { IncomingInstance, InstanceSink } from '../ports/dicom-listener.js';
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceStore } from '../ports/instance-store.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { RecordOutcome } from '../ports/study-registry.js';
import { ArrivingFile, type WrittenFile } from './arriving-file.js';
import type { DiskWatermark } from './disk-watermark.js';
import type { GroupCommit } from './group-commit.js';
import type { OneAtATime } from './one-at-a-time.js';

export interface IntakeParts {
  readonly instances: InstanceStore;
  readonly index: InstanceIndex;
  readonly commits: GroupCommit;
  /** Keeps two C-STOREs of one SOP Instance UID from being told apart by a race. */
  readonly turns: OneAtATime;
  readonly watermark: DiskWatermark;
  readonly maxInstanceBytes: number;
  readonly clock: Clock;
  readonly observe: StageObserver;
}

export class Intake implements InstanceSink {
  #file: ArrivingFile | undefined;
  #fault: CambiumError | undefined;

  constructor(
    readonly instance: IncomingInstance,
    readonly parts: IntakeParts,
  ) {
    this.#attempt(() => {
      parts.watermark.check();
      this.#file = new ArrivingFile(instance, parts.instances, parts.maxInstanceBytes);
    });
  }

  write(bytes: Buffer): void {
    if (!this.#fault) this.#attempt(() => this.#file?.write(bytes));
  }

  async end(): Promise<DimseStatus> {
    try {
      if (this.#fault) throw this.#fault;
      await this.parts.turns.run(this.instance.affectedSopInstanceUid, () => this.#keep());
      return SUCCESS;
    } catch (thrown) {
      this.#file?.discard();
      return this.#refuse(asCambiumError(thrown));
    }
  }

  abort(): void {
    this.#file?.discard();
    if (!this.#fault) this.#refuse(new CambiumError('instance.incomplete'));
  }

  /** What is wrong is kept for the status: the rest must be read all the same. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#fault = asCambiumError(thrown);
      this.#file?.discard();
    }
  }

  async #keep(): Promise<void> {
    const { clock, observe } = this.parts;
    const receivedAt = clock.now();
    const written = this.#file?.finish(receivedAt);
    if (!written) throw new CambiumError('internal.fault', 'Nothing was opened.');
    const { sopInstanceUid, studyInstanceUid } = written.header;
    const outcome = (await this.#knownOutcome(written)) ?? (await this.#commit(written, receivedAt));
    if (outcome !== 'stored') written.writer.discard();
    if (outcome === 'conflict') throw new CambiumError('instance.conflict', `${sopInstanceUid}.`);
    observe({ event: 'instance.committed', sopInstanceUid, studyInstanceUid, outcome });
  }

  /** How it stands to what was there before it, if anything was. */
  async #knownOutcome({ header, stored, writer }: WrittenFile): Promise<RecordOutcome | undefined> {
    const { index, instances } = this.parts;
    const known = index.known(header.sopInstanceUid);
    if (known === undefined || known === 'own-document') return known;
    if (known.bytes !== stored.bytes || known.crc32 !== stored.crc32) return 'conflict';
    if (await instances.intact(known.key)) return 'duplicate';
    // Damaged where it lies: what has come again takes its place.
    await instances.sync([writer]);
    index.replace(header.sopInstanceUid, stored);
    writer.release();
    return 'duplicate';
  }

  #commit({ header, stored, writer }: WrittenFile, receivedAt: number): Promise<RecordOutcome> {
    const { commits, observe } = this.parts;
    const { callingAeTitle } = this.instance.association;
    const received = { header, object: stored, callingAeTitle, receivedAt };
    const { sopInstanceUid } = header;
    const synced = () => observe({ event: 'instance.synced', sopInstanceUid, bytes: stored.bytes });
    return commits.commit({ received, writer, synced });
  }

  #refuse(cause: CambiumError): DimseStatus {
    const status = statusOf(cause.code);
    const { callingAeTitle } = this.instance.association;
    this.parts.observe({ event: 'instance.refused', code: cause.code, status, callingAeTitle, cause });
    return status;
  }
}
