import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateExpiresAt, inspectCertificate } from '../../../../adapters/dimse/certificate-expiry.js';
import { Authority } from '../../../support/certificates.js';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'cambium-expiry-'));
const authority = new Authority(folder, 'authority');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the expiry of a certificate', () => {
  it('is read from its file', () => {
    const days = (path: string) => ((certificateExpiresAt(path) ?? Number.NaN) - Date.now()) / DAY_MS;
    expect(days(authority.issue('good', { validDays: [-1, 40] }).certificate)).toBeCloseTo(40, 3);
    expect(days(authority.issue('old', { validDays: [-9, -2] }).certificate)).toBeCloseTo(-2, 3);
  });

  it('is not known of a file that is missing or no certificate', () => {
    expect(certificateExpiresAt(join(folder, 'absent.pem'))).toBeUndefined();
    expect(certificateExpiresAt(authority.issue('keyed').key)).toBeUndefined();
  });

  it('comes with the proof that key and certificate belong together', () => {
    const { certificate, key } = authority.issue('ours');
    const authorities = [authority.certificate];
    expect(inspectCertificate({ certificate, key, authorities }).expiresAt).toBe(certificateExpiresAt(certificate));
    const { key: another } = authority.issue('another');
    expect(() => inspectCertificate({ certificate, key: another, authorities })).toThrow(
      expect.objectContaining({ code: 'tls.unusable', details: `${another} is not the key of ${certificate}.` }),
    );
  });
});
