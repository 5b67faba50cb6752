/** What every DicomListener promises: before the messages, the messages, the end, and peers that mean harm. */
import { describe } from 'vitest';
import { associations } from './dicom-listener.associations.js';
import { commitment } from './dicom-listener.commitment.js';
import { endings } from './dicom-listener.endings.js';
import { hostilePeers } from './dicom-listener.hostile.js';
import { messages } from './dicom-listener.messages.js';
import type { ListenerUnderTest } from './dicom-listener.scene.js';
import { pressure, silentPeers } from './dicom-listener.silent.js';

export function dicomListenerContract(name: string, tested: ListenerUnderTest): void {
  describe(`DicomListener: ${name}`, () => {
    associations(tested);
    messages(tested);
    commitment(tested);
    endings(tested);
    hostilePeers(tested);
    silentPeers(tested);
    pressure(tested);
  });
}
