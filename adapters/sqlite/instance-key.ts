/** An InstanceKey in its two parts, as the registry keeps them: the pack by its id, the offset as a number. */
import { CambiumError } from '../../service/errors/registry.js';
import { type InstanceKey, packOf } from '../../service/ports/instance-store.js';

export interface InstancePlace {
  readonly pack: string;
  /** Of the record, in bytes from the beginning of the pack. */
  readonly offset: number;
}

export function placeOf(key: InstanceKey): InstancePlace {
  const pack = packOf(key);
  const place = { pack, offset: Number(key.slice(pack.length + 1)) };
  if (keyOf(place) !== key) throw new CambiumError('internal.fault', `Instance key ${key}.`);
  return place;
}

export function keyOf({ pack, offset }: InstancePlace): InstanceKey {
  return `${pack}@${offset}`;
}
