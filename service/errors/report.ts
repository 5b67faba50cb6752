/** Codes of the report stage. */
import type { ErrorTable } from './entry.js';

export const REPORT_ERRORS = {
  'report.source-unreadable': {
    class: 'permanent',
    http: 500,
    summary: 'The header of the source instance cannot be read again, so no document can be made.',
    action: 'Run `cambium doctor`: the object store may be damaged.',
  },
  'report.codes-invalid': {
    class: 'permanent',
    http: 500,
    summary: 'The code table config/codes.yaml is not usable.',
    action: 'Restore the file from the installation, or correct the codes named.',
  },
} as const satisfies ErrorTable;
