/** Codes of the receive stage: associations and C-STORE. */
import type { ErrorTable } from './entry.js';

export const RECEIVE_ERRORS = {
  'association.called-ae-unknown': {
    class: 'refused',
    http: 403,
    summary: 'The called AE title is not ours.',
    action: 'Set the destination AE title at the sender to node.aeTitle.',
  },
  'association.calling-ae-unknown': {
    class: 'refused',
    http: 403,
    summary: 'The calling AE title is not a configured peer.',
    action: 'Add the sender under peers, with the AE title and address it uses.',
  },
  'association.address-unknown': {
    class: 'refused',
    http: 403,
    summary: 'The calling AE title came from an address it is not configured for.',
    action: 'Correct the peer’s address, or find out who uses its AE title.',
  },
  'association.limit': {
    class: 'refused',
    http: 503,
    summary: 'Too many associations are open.',
    action: 'Wait: senders retry. Raise node.maxAssociations if it keeps happening.',
  },
  'instance.uid-invalid': {
    class: 'refused',
    dimse: 0xc001,
    http: 400,
    summary: 'A UID of the instance is missing or malformed.',
    action: 'The sender’s data are faulty: report it to its vendor with the UID rules of PS3.5 §9.',
  },
  'instance.unreadable': {
    class: 'refused',
    dimse: 0xc000,
    http: 400,
    summary: 'The data set cannot be understood.',
    action: 'The sender’s data are damaged: send the study again; if it repeats, report it to the sender’s vendor.',
  },
  'instance.incomplete': {
    class: 'refused',
    dimse: 0xc000,
    http: 400,
    summary: 'The association ended before the whole instance had come.',
    action:
      'Nothing: senders send again what was not acknowledged. If it repeats, look at the network and at the sender’s log.',
  },
  'instance.command-mismatch': {
    class: 'refused',
    dimse: 0xa900,
    http: 400,
    summary: 'The data set names another SOP Class or SOP Instance than its C-STORE command.',
    action: 'The sender is faulty: report it to its vendor.',
  },
  'instance.conflict': {
    class: 'refused',
    dimse: 0x0111,
    http: 409,
    summary: 'Another instance with the same SOP Instance UID is already stored.',
    action:
      'The first one was kept. Two devices use the same UID, or an object was changed without a new UID: find out which.',
  },
  'instance.too-large': {
    class: 'refused',
    dimse: 0xa700,
    http: 413,
    summary: 'The data set is larger than storage.maxInstanceBytes.',
    action: 'Raise the limit if objects of this size are expected.',
  },
  'storage.full': {
    class: 'refused',
    dimse: 0xa700,
    http: 507,
    summary: 'The disk is above storage.refuseAbovePercent, so nothing more is taken in.',
    action: 'Free space or add disk; senders retry by themselves.',
  },
  'storage.failed': {
    class: 'transient',
    dimse: 0xa700,
    http: 503,
    summary: 'The instance could not be written to disk.',
    action: 'Look at the disk and the file system; run `cambium doctor`.',
  },
  'registry.busy': {
    class: 'transient',
    dimse: 0xa700,
    http: 503,
    summary: 'Another program holds the registry, so nothing can be recorded.',
    action: 'Senders retry by themselves. If it stays so, find the backup or tool that keeps registry.sqlite locked.',
  },
} as const satisfies ErrorTable;
