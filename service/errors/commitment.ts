/** Codes of Storage Commitment, in both roles, and of the query that stands in for it. */
import type { ErrorTable } from './entry.js';

export const COMMITMENT_ERRORS = {
  'commitment.refused': {
    class: 'permanent',
    http: 502,
    summary: 'The peer does not offer Storage Commitment, or refused the request.',
    action: 'Set proof: find or proof: none for the destination, or switch Storage Commitment on there.',
  },
  'query.refused': {
    class: 'permanent',
    http: 502,
    summary: 'The peer does not offer C-FIND, or refused the query.',
    action: 'Allow this node to query there, or set proof: none for the destination.',
  },
  'commitment.malformed': {
    class: 'refused',
    dimse: 0x0115,
    http: 400,
    summary: 'A request for Storage Commitment names no instance, or has a malformed UID.',
    action: 'The peer is faulty: report it to its vendor.',
  },
  'commitment.not-permitted': {
    class: 'refused',
    dimse: 0x0124,
    http: 403,
    summary: 'The peer may not ask for Storage Commitment.',
    action: 'Add commit to what the peer may, or switch Storage Commitment off there.',
  },
  'commitment.transaction-in-use': {
    class: 'refused',
    dimse: 0x0115,
    http: 409,
    summary: 'The peer has asked for other instances under the same Transaction UID.',
    action: 'The peer is faulty: report it to its vendor.',
  },
  'commitment.unexpected': {
    class: 'refused',
    dimse: 0x0115,
    http: 404,
    summary: 'A peer reported on a Storage Commitment that was not asked of it.',
    action: 'Find out what it reports on; if its AE title is not that of the destination, let both be the same.',
  },
  'commitment.undeliverable': {
    class: 'permanent',
    http: 502,
    summary: 'A peer that asked for Storage Commitment did not wait for the report, and has no port to be called on.',
    action: 'Set the peer’s port, or let it keep its association open until the report has come.',
  },
} as const satisfies ErrorTable;
