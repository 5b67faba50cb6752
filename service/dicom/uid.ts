/**
 * UIDs (PS3.5 §9): the branded identifiers every stage passes on, the check that untrusted text is one, and the
 * derivation of our own. A derived UID is a function of what it names, so doing a job twice names the same document.
 */
import { createHash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type StudyInstanceUid = Branded<'StudyInstanceUid'>;
export type SeriesInstanceUid = Branded<'SeriesInstanceUid'>;
export type SopInstanceUid = Branded<'SopInstanceUid'>;

const UID = /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/;

/** True for a UID as PS3.5 §9.1 writes it: at most 64 characters, numeric components without leading zeros. */
export function isUid(text: string): boolean {
  return text.length <= 64 && UID.test(text);
}

const NAMESPACE = Buffer.from('9d9f35e0a64b5c0f8e2b63616d626975', 'hex');

/**
 * A UID derived from `parts`: `2.25.` and the decimal of a name-based UUID (RFC 9562 version 5), PS3.5 §B.2.
 * The same parts give the same UID on every machine; at most 44 characters.
 */
export function deriveUid(...parts: readonly (string | number)[]): string {
  const name = parts.map((part) => `${String(part).length}:${part}`).join('|');
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${hash.toString('hex')}`)}`;
}
