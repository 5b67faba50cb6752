/**
 * Certificate, key and authorities as TLS takes them: read, and found to be of use before any peer meets them. What is wrong
 * is told by the name of its file, never by its content.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { CambiumError } from '../../service/errors/registry.js';
import type { TlsFiles } from '../../service/ports/dicom-listener.js';
import { TLS_PROFILE } from './tls-profile.js';

export type CertificateFiles = Pick<TlsFiles, 'certificate' | 'key' | 'authorities'>;

/** Options of a context in which everything has been tried. @throws CambiumError `tls.unusable` */
export function readSecureContext({ certificate, key, authorities }: CertificateFiles): SecureContextOptions {
  const own = readCertificate(certificate);
  const secret = readPem(key);
  const privateKey = usable(`${key} holds no private key that can be read without a passphrase.`, () =>
    createPrivateKey(secret),
  );
  if (!own.leaf.checkPrivateKey(privateKey))
    throw new CambiumError('tls.unusable', `${key} is not the key of ${certificate}.`);
  // An empty list believes nobody; without one, Node would believe every public authority.
  const ca = authorities.map((path) => readCertificate(path).pem);
  const options = { ...TLS_PROFILE, cert: own.pem, key: secret, ca };
  usable(`${certificate} or its key is too weak, or of a kind TLS cannot use.`, () => createSecureContext(options));
  return options;
}

/** A PEM file and its first certificate. @throws CambiumError `tls.unusable` */
export function readCertificate(path: string): { readonly pem: Buffer; readonly leaf: X509Certificate } {
  const pem = readPem(path);
  return { pem, leaf: usable(`${path} holds no certificate.`, () => new X509Certificate(pem)) };
}

/** @throws CambiumError `tls.unusable` */
export function readPem(path: string): Buffer {
  return usable(`${path} cannot be read.`, () => readFileSync(path));
}

function usable<T>(otherwise: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CambiumError('tls.unusable', otherwise, { cause });
  }
}
