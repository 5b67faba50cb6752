/**
 * Certificates for tests: authorities, and what they sign, written as PEM files. Made here, byte by byte (X.509, RFC 5280 §4),
 * so that expired and foreign ones need no program and no wait.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** Paths of PEM files. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256, as the configuration has it. */
  readonly fingerprint: string;
}

export interface IssueOptions {
  /** From now; negative for the past. */
  readonly validDays?: readonly [from: number, until: number];
  readonly dnsName?: string;
  /** An RSA key of this length; without it, P-256. */
  readonly rsaBits?: number;
}

/** Signs what it issues; its own certificate is self-signed. */
export class Authority {
  readonly #key: KeyObject;
  readonly certificate: string;

  constructor(
    readonly folder: string,
    readonly name: string,
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.certificate = join(folder, `${name}.pem`);
    const subject = { name, publicKey, extensions: [BASIC_CONSTRAINTS_CA] };
    writeFileSync(this.certificate, pem(certificateDer(subject, { name, key: privateKey }, {})));
  }

  /** Writes `<name>.pem` and `<name>-key.pem`, over those that are there. */
  issue(name: string, options: IssueOptions = {}): Issued {
    return issue(this.folder, { name, ...options }, { name: this.name, key: this.#key });
  }
}

/** A certificate that no authority signed, as devices make them for themselves. */
export function selfSigned(folder: string, name: string, options: Omit<IssueOptions, 'rsaBits'> = {}): Issued {
  return issue(folder, { name, ...options });
}

interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

function issue(folder: string, options: IssueOptions & { readonly name: string }, issuer?: Issuer): Issued {
  const { name, rsaBits, dnsName } = options;
  const { privateKey, publicKey } = rsaBits
    ? generateKeyPairSync('rsa', { modulusLength: rsaBits })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = dnsName ? [dnsAlternativeName(dnsName)] : [];
  const der = certificateDer({ name, publicKey, extensions }, issuer ?? { name, key: privateKey }, options);
  const paths = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
  writeFileSync(paths.certificate, pem(der));
  writeFileSync(paths.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const pairs = createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) ?? [];
  return { ...paths, fingerprint: pairs.join(':') };
}

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

let serial = Date.now();

function certificateDer(
  { name, publicKey, extensions }: Subject,
  issuer: Issuer,
  { validDays = [-1, 90] }: IssueOptions,
): Buffer {
  serial += 1;
  const toBeSigned = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.from(`01${serial.toString(16).padStart(14, '0')}`, 'hex')),
    ECDSA_WITH_SHA256,
    commonName(issuer.name),
    sequence(...validDays.map((days) => utcTime(Date.now() + days * DAY_MS))),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', toBeSigned, issuer.key);
  return sequence(toBeSigned, ECDSA_WITH_SHA256, tlv(0x03, Buffer.of(0), signature));
}

/** DER: tag, length, value (X.690 §8.1). */
function tlv(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}

function sequence(...values: readonly Buffer[]): Buffer {
  return tlv(0x30, ...values);
}

const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
/** Object identifiers of commonName, basicConstraints and subjectAltName, with tag and length. */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
const TRUE = Buffer.from('0101ff', 'hex');
const BASIC_CONSTRAINTS_CA = sequence(BASIC_CONSTRAINTS, TRUE, tlv(0x04, sequence(TRUE)));

function commonName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from(name)))));
}

function dnsAlternativeName(name: string): Buffer {
  return sequence(SUBJECT_ALT_NAME, tlv(0x04, sequence(tlv(0x82, Buffer.from(name)))));
}

/** YYMMDDHHMMSSZ. */
function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
