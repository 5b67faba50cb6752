/** Codes of the deliver stage. */
import type { ErrorTable } from './entry.js';

export const DELIVER_ERRORS = {
  'delivery.unreachable': {
    class: 'transient',
    http: 502,
    summary: 'The destination does not answer.',
    action: 'Start the archive or correct its address and port; delivery is retried by itself.',
  },
  'delivery.association-rejected': {
    class: 'transient',
    http: 502,
    summary: 'The destination rejected the association.',
    action: 'Make our AE title known to the archive; check its AE title here.',
  },
  'delivery.aborted': {
    class: 'ambiguous',
    http: 502,
    summary: 'The association broke before every document was answered.',
    action: 'Nothing: it is sent again with the same UIDs.',
  },
  'delivery.out-of-resources': {
    class: 'transient',
    http: 502,
    summary: 'The destination is out of resources.',
    action: 'Look at the archive’s disk; delivery is retried by itself.',
  },
  'delivery.context-refused': {
    class: 'permanent',
    http: 502,
    summary: 'The destination does not accept this kind of document.',
    action: 'Enable its SOP Class at the archive, or leave the kind out of deliver.documents.',
  },
  'delivery.refused': {
    class: 'permanent',
    http: 502,
    summary: 'The destination refused the document.',
    action: 'Read the status it gave; correct the archive’s configuration, then `cambium jobs retry`.',
  },
  'delivery.not-committed': {
    class: 'transient',
    http: 502,
    summary: 'The destination has not yet committed itself to keep every document.',
    action:
      'Nothing: it is asked again. If it never answers, make our AE title and port known to it, or set proof: find.',
  },
  'delivery.not-kept': {
    class: 'transient',
    http: 502,
    summary: 'The destination does not have a document that it had accepted.',
    action: 'Nothing: it is sent again. If it repeats, look for what the archive does with it.',
  },
  'delivery.not-seen': {
    class: 'transient',
    http: 502,
    summary: 'The destination does not show every document yet.',
    action: 'Nothing: it is looked for again. If it never appears, look for what the archive does with it.',
  },
  'delivery.destination-unknown': {
    class: 'permanent',
    http: 500,
    summary: 'The destination is no longer configured.',
    action: 'Configure the peer with a port again, then `cambium jobs retry`; or `cambium jobs drop`.',
  },
  'delivery.gave-up': {
    class: 'permanent',
    http: 502,
    summary: 'Delivery was tried for longer than deliver.giveUpHours.',
    action: 'Mend the destination, then `cambium jobs retry`.',
  },
} as const satisfies ErrorTable;
