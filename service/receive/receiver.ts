/**
 * Receive. One C-STORE request in, one DIMSE status out. When Success leaves, the bytes are synced in the object store and
 * the row is committed. The same bytes again: Success, nothing written. Other bytes under the same UID: refused.
 */
import { createHash } from 'node:crypto';
import type { Config } from '../config.js';
import { type DimseStatus, SUCCESS, statusOf } from '../dicom/dimse-status.js';
import { isUid } from '../dicom/uid.js';
import { asCambiumError, CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { IncomingInstance, ListenerHandlers } from '../ports/dicom-listener.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { StudyRegistry } from '../ports/study-registry.js';
import { type AdmissionConfig, admissionError, permits, rejectionFor } from './admission.js';
import { inBlocks } from './blocks.js';
import { DiskWatermark } from './disk-watermark.js';
import { IncomingFile } from './incoming-file.js';

export interface ReceiverParts {
  readonly objects: ObjectStore;
  readonly registry: StudyRegistry;
  readonly clock: Clock;
  readonly config: AdmissionConfig & Pick<Config, 'storage'>;
  readonly observe: StageObserver;
}

export function createReceiver(parts: ReceiverParts): ListenerHandlers {
  const { config, observe, objects, clock } = parts;
  const watermark = new DiskWatermark(objects, config.storage.refuseAbovePercent, clock);
  return {
    admit(association, openAssociations) {
      const code = admissionError(association, openAssociations, config);
      if (!code) return undefined;
      const { callingAeTitle, address } = association;
      observe({ event: 'association.rejected', callingAeTitle, address, code });
      return rejectionFor(code);
    },
    permits: (association, service) => permits(association, service, config),
    async store(instance): Promise<DimseStatus> {
      try {
        await watermark.check();
        await keep(instance, parts);
        return SUCCESS;
      } catch (thrown) {
        const cause = asCambiumError(thrown);
        const status = statusOf(cause.code);
        const { callingAeTitle } = instance.association;
        observe({ event: 'instance.refused', code: cause.code, status, callingAeTitle, cause });
        return status;
      }
    },
  };
}

async function keep(
  instance: IncomingInstance,
  { objects, registry, clock, config, observe }: ReceiverParts,
): Promise<void> {
  const { affectedSopClassUid, affectedSopInstanceUid, association } = instance;
  if (!isUid(affectedSopClassUid)) throw new CambiumError('instance.uid-invalid', 'Affected SOP Class UID.');
  if (!isUid(affectedSopInstanceUid)) throw new CambiumError('instance.uid-invalid', 'Affected SOP Instance UID.');
  const file = new IncomingFile(instance, config.storage.maxInstanceBytes);
  const object = await objects.put(objectName(affectedSopInstanceUid), inBlocks(file.bytes()));
  observe({ event: 'instance.synced', sopInstanceUid: affectedSopInstanceUid, bytes: object.bytes });
  const { header } = file;
  const { callingAeTitle } = association;
  const outcome = registry.recordInstance({ header, object, callingAeTitle, receivedAt: clock.now() });
  // No row names these bytes, so nothing would ever remove them.
  if (outcome === 'conflict' || outcome === 'own-document') await objects.delete(object.key);
  if (outcome === 'conflict') throw new CambiumError('instance.conflict', `${affectedSopInstanceUid}.`);
  const { studyInstanceUid } = header;
  observe({ event: 'instance.committed', sopInstanceUid: affectedSopInstanceUid, studyInstanceUid, outcome });
}

/** From a hash: a UID is a sender's text, and folders of 256 ways stay small. */
export function objectName(sopInstanceUid: string): string {
  const hash = createHash('sha256').update(sopInstanceUid).digest('hex').slice(0, 40);
  return `instances/${hash.slice(0, 2)}/${hash}`;
}
