/** Codes of configuration, commands, storage and our own faults. */
import type { ErrorTable } from './entry.js';

export const OPERATE_ERRORS = {
  'config.unreadable': {
    class: 'permanent',
    http: 500,
    summary: 'The configuration file cannot be read.',
    action: 'Check the path and the permissions.',
  },
  'config.invalid': {
    class: 'permanent',
    http: 500,
    summary: 'The configuration is not valid.',
    action: 'Correct the lines named; `cambium config check` tries again.',
  },
  'input.not-dicom': {
    class: 'refused',
    http: 400,
    summary: 'The file is not DICOM, or is a bare data set that does not say which instance it is.',
    action: 'Nothing to do if it only lies beside the study; else export the study again as DICOM files.',
  },
  'input.invalid': {
    class: 'refused',
    http: 400,
    summary: 'The command or its input is not usable.',
    action: 'See the command’s --help.',
  },
  'study.unknown': {
    class: 'refused',
    http: 404,
    summary: 'No such study.',
    action: '`cambium studies` lists those that are known.',
  },
  'job.unknown': {
    class: 'refused',
    http: 404,
    summary: 'No such job.',
    action: '`cambium jobs` lists those that are known.',
  },
  'port.unavailable': {
    class: 'permanent',
    http: 500,
    summary: 'A port cannot be opened.',
    action:
      'Another program uses it, or it needs more rights: `cambium doctor` looks. Choose another port, or end the program.',
  },
  'route.unknown': {
    class: 'refused',
    http: 404,
    summary: 'No such path.',
    action: 'GET /api/openapi.json lists what there is.',
  },
  'job.not-parked': {
    class: 'refused',
    http: 409,
    summary: 'The job is not in a state this command acts on.',
    action: '`cambium jobs` shows its state.',
  },
  'object.missing': {
    class: 'permanent',
    http: 500,
    summary: 'An object that the registry names is not in the object store.',
    action: 'Run `cambium doctor`; restore the data folder from its backup.',
  },
  'object.damaged': {
    class: 'permanent',
    http: 500,
    summary: 'An object does not have the digest it was stored with.',
    action: 'Run `cambium doctor`; the disk may be failing.',
  },
  'registry.locked': {
    class: 'permanent',
    http: 500,
    summary: 'Another node uses this data folder.',
    action: 'Stop the other node, or give this one its own storage.dataDir.',
  },
  'registry.newer-version': {
    class: 'permanent',
    http: 500,
    summary: 'The data folder was written by a newer version of Cambium.',
    action: 'Run that version or a later one: the registry is never taken back.',
  },
  'registry.pre-packs': {
    class: 'permanent',
    http: 500,
    summary: 'The data folder holds instances as single files, as versions before the packs did.',
    action: 'Move the data folder away, start with a new one, and have the studies sent again.',
  },
  'registry.not-initialised': {
    class: 'permanent',
    http: 500,
    summary: 'The data folder has no registry of this version yet.',
    action: 'Start `cambium serve` once: it creates the registry, or brings it up to date.',
  },
  'internal.fault': {
    class: 'fault',
    http: 500,
    summary: 'Something unforeseen failed.',
    action: 'Report it to us with the log line that carries the stack.',
  },
} as const satisfies ErrorTable;
