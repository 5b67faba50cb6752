/**
 * Receive. One C-STORE request in, one DIMSE status out. When Success leaves, the bytes are synced in a pack and the row is
 * committed. The same bytes again: Success, nothing written. Other bytes under the same UID: refused.
 */
import type { Config } from '../config.js';
import type { Clock } from '../ports/clock.js';
import type { ListenerHandlers } from '../ports/dicom-listener.js';
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceStore } from '../ports/instance-store.js';
import type { StageObserver } from '../ports/stage-observer.js';
import { type AdmissionConfig, admissionError, permits, rejectionFor } from './admission.js';
import { DiskWatermark } from './disk-watermark.js';
import { GroupCommit } from './group-commit.js';
import { Intake, type IntakeParts } from './intake.js';
import { OneAtATime } from './one-at-a-time.js';

export interface ReceiverParts {
  readonly instances: InstanceStore;
  readonly index: InstanceIndex;
  /** How full the disk of the packs is, 0 to 100. */
  readonly usedPercent: () => Promise<number>;
  readonly clock: Clock;
  readonly config: AdmissionConfig & Pick<Config, 'storage'>;
  readonly observe: StageObserver;
}

export function createReceiver(parts: ReceiverParts): ListenerHandlers {
  const { config, observe, instances, index, clock, usedPercent } = parts;
  const watermark = new DiskWatermark(usedPercent, config.storage.refuseAbovePercent, clock);
  void watermark.refresh();
  const { maxInstanceBytes } = config.storage;
  const commits = new GroupCommit(instances, index);
  const turns = new OneAtATime();
  const intake: IntakeParts = { instances, index, commits, turns, watermark, maxInstanceBytes, clock, observe };
  return {
    admit(association, open) {
      const code = admissionError(association, open, config);
      if (!code) return undefined;
      const { callingAeTitle, address } = association;
      observe({ event: 'association.rejected', callingAeTitle, address, code });
      return rejectionFor(code);
    },
    permits: (association, service) => permits(association, service, config),
    store: (instance) => new Intake(instance, intake),
    ended: (end) => observe({ event: 'association.ended', ...end }),
  };
}
