/** Names and keys of objects: they become paths, so nothing but what the port allows gets past here. */
import { CambiumError } from '../../service/errors/registry.js';
import type { ObjectKey } from '../../service/ports/object-store.js';

/** Segments begin with a letter, digit or `_`, so that none is `.` or `..`; with the digest each is a legal file name. */
const NAME = /^[a-z0-9_][a-z0-9._-]{0,199}(\/[a-z0-9_][a-z0-9._-]{0,199})*$/;
const DIGEST_SUFFIX = /-[0-9a-f]{32}$/;
const MAX_NAME_LENGTH = 1000;

export function objectKey(name: string, digest: string): ObjectKey {
  return `${name}-${digest.slice(0, 32)}`;
}

/** The part of an object's digest that its key holds. */
export function digestInKey(key: ObjectKey): string {
  return key.slice(-32);
}

export function isObjectKey(key: string): boolean {
  return DIGEST_SUFFIX.test(key) && isObjectName(key.replace(DIGEST_SUFFIX, ''));
}

export function isObjectName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && NAME.test(name);
}

/** @throws CambiumError `internal.fault`: names are made by this product, never by a peer. */
export function requireObjectName(name: string): void {
  if (!isObjectName(name))
    throw new CambiumError('internal.fault', `Not a name for an object: ${JSON.stringify(name)}.`);
}
