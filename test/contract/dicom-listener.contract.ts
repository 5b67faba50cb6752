/** What every DicomListener promises, in four parts: before the messages, the messages, the end, and peers that mean harm. */
import { describe } from 'vitest';
import { associations } from './dicom-listener.associations.js';
import { endings } from './dicom-listener.endings.js';
import { hostilePeers } from './dicom-listener.hostile.js';
import { messages } from './dicom-listener.messages.js';
import type { MakeListener } from './dicom-listener.scene.js';

export function dicomListenerContract(name: string, make: MakeListener): void {
  describe(`DicomListener: ${name}`, () => {
    associations(make);
    messages(make);
    endings(make);
    hostilePeers(make);
  });
}
