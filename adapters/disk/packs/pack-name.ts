/**
 * Names of packs and keys of instances, and where they lie. A pack is called `<day>/<id>`; its file is `<id>.open` while it
 * is written and `<id>.pack` once it is sealed. Keys come back from the registry: nothing but their own form gets past here.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type InstanceKey, packOf } from '../../../service/ports/instance-store.js';

export const SEALED = '.pack';
export const OPEN = '.open';

const PACK = /^\d{4}-\d{2}-\d{2}\/[0-9a-f]{16}$/;
const KEY = /^\d{4}-\d{2}-\d{2}\/[0-9a-f]{16}@(0|[1-9]\d{0,15})$/;

export function isPack(name: string): boolean {
  return PACK.test(name);
}

/** Undefined for text that is no key. */
export function parseKey(key: InstanceKey): { readonly pack: string; readonly offset: number } | undefined {
  if (!KEY.test(key)) return undefined;
  const pack = packOf(key);
  return { pack, offset: Number(key.slice(pack.length + 1)) };
}

export function keyOf(pack: string, offset: number): InstanceKey {
  return `${pack}@${offset}`;
}

export function dayOf(pack: string): string {
  return pack.slice(0, pack.indexOf('/'));
}

/** The eight bytes that every record of a pack carries. */
export function idOf(pack: string): Buffer {
  return Buffer.from(pack.slice(pack.indexOf('/') + 1), 'hex');
}

export function pathOf(packsDir: string, pack: string, suffix: typeof SEALED | typeof OPEN): string {
  return join(packsDir, pack + suffix);
}

/** Names by the millisecond of the day, so that they sort as they were made; the rest is random, so that none can be guessed. */
export class PackNames {
  #last = '';

  next(now: number): string {
    const day = new Date(now).toISOString().slice(0, 10);
    const millisecond = now - Date.parse(day);
    const name = nameOf(day, Math.max(millisecond, this.#following(day)));
    this.#last = name;
    return name;
  }

  /** Two packs of one millisecond, or a clock set back within the day: the later one still sorts behind. */
  #following(day: string): number {
    return this.#last.startsWith(day) ? Number.parseInt(this.#last.slice(11, 18), 16) + 1 : 0;
  }
}

/** 28 bits hold the milliseconds of a day three times over. */
function nameOf(day: string, millisecond: number): string {
  const time = Math.floor(millisecond).toString(16).padStart(7, '0');
  return `${day}/${time}${randomBytes(5).toString('hex').slice(0, 9)}`;
}
