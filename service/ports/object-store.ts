/**
 * ObjectStore. Immutable bytes, each under a key that holds its name and its digest. When `put` has returned, the bytes
 * survive the loss of power. Objects are never changed; the same bytes under the same name are one object.
 */

/** `<name>-<first 32 hex digits of sha256>`: made by the store. */
export type ObjectKey = string;

export interface StoredObject {
  readonly key: ObjectKey;
  /** sha256 of the bytes, in hex. */
  readonly digest: string;
  readonly bytes: number;
}

export interface ObjectStore {
  /**
   * Stores the bytes of `source` durably (file and directory synced) and returns the key. Stored again, the same bytes
   * under the same name return the same object and write nothing new. If `source` throws or the disk fails, nothing is
   * visible; a full disk throws `storage.full`, any other disk fault `storage.failed`.
   * @param name lower-case letters, digits, `.`, `_`, `-`, and `/` between folders; never a patient attribute.
   */
  put(name: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<StoredObject>;
  /** All bytes of an object, checked against the digest in its key: `object.missing`, `object.damaged`. */
  get(key: ObjectKey): Promise<Buffer>;
  /** The first `length` bytes (fewer if the object is shorter), not checked: `object.missing`. */
  head(key: ObjectKey, length: number): Promise<Buffer>;
  /** Size of an object, or undefined if it is not there. */
  stat(key: ObjectKey): Promise<{ readonly bytes: number } | undefined>;
  /** Every key below a folder name, in no order. */
  list(folder: string): AsyncIterable<ObjectKey>;
  /** Removes an object; removing one that is not there is no error. */
  delete(key: ObjectKey): Promise<void>;
  /** How full the store is, in percent of its file system, 0 to 100. */
  usedPercent(): Promise<number>;
}
