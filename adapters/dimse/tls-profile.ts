/**
 * What both ends of a TLS connection of ours insist on: the BCP 195 RFC 8996, 9325 TLS Secure Transport Connection Profile
 * (PS3.15 §B.12).
 */
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

const SUITES = [
  // TLS 1.3 (RFC 8446 §9.1).
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  // TLS 1.2: the four of RFC 9325 §4.2, forward secret and AEAD, as dcmtk's profile of that name has them.
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];
/** RSA keys from 2048 bits and no SHA-1 in certificates (RFC 9325 §4.5). */
const SECURITY_LEVEL = '@SECLEVEL=2';

/**
 * No session is resumed: a ticket would let a peer in without its certificate being looked at again, after an authority
 * was withdrawn (CVE-2025-23419 in nginx), and associations are too long for a handshake to matter.
 */
export const TLS_PROFILE = {
  minVersion: 'TLSv1.2',
  ciphers: [...SUITES, SECURITY_LEVEL].join(':'),
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
} as const satisfies SecureContextOptions;
