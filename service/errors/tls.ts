/** Codes of TLS: our own certificate, and peers that could not be believed. */
import type { ErrorTable } from './entry.js';

export const TLS_ERRORS = {
  'tls.unusable': {
    // A delivery waits for files that are repaired: between a new certificate and its new key they do not fit for a moment.
    class: 'transient',
    http: 503,
    summary: 'The certificate, key or authorities cannot be used.',
    action: 'Check the files named under tls: PEM, key and certificate of one pair, readable by the node.',
  },
  'tls.handshake-failed': {
    class: 'refused',
    http: 403,
    summary: 'A TLS handshake failed.',
    action: 'Check protocol version, cipher suites and the certificate of the peer that connects.',
  },
  'association.tls-required': {
    class: 'refused',
    http: 403,
    summary: 'The peer is configured for TLS and called on the plain port.',
    action: 'Point the peer at the TLS port, or set tls: false for it.',
  },
  'association.certificate-unknown': {
    class: 'refused',
    http: 403,
    summary: 'The peer’s certificate is not the one configured for its AE title.',
    action: 'Correct the peer’s certificate fingerprint, or find out who uses its AE title.',
  },
} as const satisfies ErrorTable;
