/** Our own certificate as an operator asks about it: until when it is valid, and whether its key is with it. */
import { CambiumError } from '../../service/errors/registry.js';
import { type CertificateFiles, readCertificate, readSecureContext } from './tls-files.js';

/** Milliseconds since 1970 after which no peer believes it; undefined if the file holds no certificate. */
export function certificateExpiresAt(path: string): number | undefined {
  try {
    return Date.parse(readCertificate(path).leaf.validTo);
  } catch (error) {
    // A metric has no words for what is wrong; the doctor does.
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}

/** The same for the doctor, everything else tried as well. @throws CambiumError `tls.unusable` */
export function inspectCertificate(files: CertificateFiles): { readonly expiresAt: number } {
  readSecureContext(files);
  return { expiresAt: Date.parse(readCertificate(files.certificate).leaf.validTo) };
}
