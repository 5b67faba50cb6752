/**
 * Reads a data set (PS3.5 §7) from bytes nobody vouches for. No length is believed before it is compared with what is
 * there: a claim past the end ends the reading (`truncated`) or is refused, and nothing is allocated on its word.
 * Values stay bytes until an accessor of DataSet is asked for them.
 */
import { constants, inflateRawSync } from 'node:zlib';
import { CambiumError } from '../errors/registry.js';
import { DataSet, type Element } from './data-set.js';
import { type TransferSyntax, transferSyntax } from './transfer-syntax.js';
import { valueRepresentationAt } from './value-representation.js';

/** Group and element in one number: 0x0020000d. */
type Tag = number;

const ITEM: Tag = 0xfffee000;
const ITEM_END: Tag = 0xfffee00d;
const SEQUENCE_END: Tag = 0xfffee0dd;
const PIXEL_DATA: Tag = 0x7fe00010;
const UNDEFINED_LENGTH = 0xffffffff;
/** Deeper nesting than any IOD uses; a nest of 20 000 levels must not exhaust the stack. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 2_000_000;
const MAX_INFLATED_BYTES = 1 << 30;
/** Deflate makes at most 1032 bytes of one, so that 16 kB of it always fit. */
const MAX_INFLATED_START_BYTES = 16 << 20;

export interface ReadOptions {
  /** Stop before this tag; by default nothing stops it. */
  readonly before?: Tag;
  /**
   * `whole`: bytes are the whole data set, and an element that ends past them is refused. `start`: bytes are its first
   * part, and reading ends with the last element that is there.
   */
  readonly extent: 'whole' | 'start';
}

/**
 * The elements of a data set in `transferSyntaxUid`.
 * @throws CambiumError `instance.unreadable` if the bytes are no data set.
 */
export function readDataSet(bytes: Buffer, transferSyntaxUid: string, options: ReadOptions): DataSet {
  const syntax = transferSyntax(transferSyntaxUid);
  if (!syntax)
    throw new CambiumError('instance.unreadable', `Unknown transfer syntax ${transferSyntaxUid.slice(0, 64)}.`);
  const reader = new Reader(syntax.deflated ? inflate(bytes, options) : bytes, syntax, options);
  return reader.dataSet(0, reader.bytes.length, 0, reader.rootSyntax);
}

function inflate(bytes: Buffer, { extent }: ReadOptions): Buffer {
  try {
    if (extent === 'start') return inflateStart(bytes);
    return inflateRawSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    throw new CambiumError('instance.unreadable', 'The deflated data set does not inflate.', { cause });
  }
}

/** What the first bytes of a deflated data set hold. If they swell to more than any header, half of them must do. */
function inflateStart(bytes: Buffer): Buffer {
  try {
    // Z_SYNC_FLUSH gives what a stream that ends early holds, instead of refusing it.
    const options = {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: MAX_INFLATED_START_BYTES,
      chunkSize: 1 << 18,
    };
    return inflateRawSync(bytes, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    return inflateStart(bytes.subarray(0, bytes.length >> 1));
  }
}

interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

/** A truncated element: reading ends there if only the start was given. */
class EndOfBytes extends Error {}

class Reader {
  #position = 0;
  #elements = 0;

  constructor(
    readonly bytes: Buffer,
    readonly rootSyntax: TransferSyntax,
    readonly options: ReadOptions,
  ) {}

  dataSet(from: number, end: number, depth: number, encoding: Encoding): DataSet {
    const elements = new Map<Tag, Element>();
    this.#position = from;
    let truncated = false;
    let read = from;
    try {
      while (this.#position < end) {
        const tag = this.#peekTag(end, encoding);
        if (tag === ITEM_END && depth > 0) {
          this.#position += 8;
          break;
        }
        if (depth === 0 && this.options.before !== undefined && tag >= this.options.before) break;
        elements.set(tag, this.#element(tag, end, depth, encoding));
        read = this.#position;
      }
    } catch (error) {
      if (!(error instanceof EndOfBytes)) throw error;
      if (this.options.extent === 'whole' || depth > 0)
        throw depth > 0 ? error : this.#refused('an element ends past the data set');
      truncated = true;
    }
    return new DataSet(elements, encoding.littleEndian, { truncated, bytesRead: read - from });
  }

  #peekTag(end: number, { littleEndian }: Encoding): Tag {
    this.#require(8, end);
    const at = this.#position;
    return littleEndian
      ? this.bytes.readUInt16LE(at) * 0x10000 + this.bytes.readUInt16LE(at + 2)
      : this.bytes.readUInt16BE(at) * 0x10000 + this.bytes.readUInt16BE(at + 2);
  }

  #element(tag: Tag, end: number, depth: number, encoding: Encoding): Element {
    if (++this.#elements > MAX_ELEMENTS) throw this.#refused('it has too many elements');
    const { vr, length } = this.#header(end, encoding);
    if (length === UNDEFINED_LENGTH) {
      if (tag === PIXEL_DATA) return { vr, value: this.#fragments(end, encoding) };
      // A UN of undefined length is a sequence in Implicit VR (PS3.5 §6.2.2 note 2).
      const inner = vr === 'UN' ? { ...encoding, explicitVr: false, littleEndian: true } : encoding;
      return { vr: 'SQ', items: this.#items(end, depth, inner, true) };
    }
    this.#require(length, end);
    const from = this.#position;
    const looksLikeItems =
      vr === 'SQ' || (!encoding.explicitVr && tag !== PIXEL_DATA && length >= 8 && this.#isItemAt(from, encoding));
    const items = looksLikeItems ? this.#itemsIfSound(from + length, depth, encoding) : undefined;
    this.#position = from + length;
    return items ? { vr: 'SQ', items } : { vr, value: this.bytes.subarray(from, from + length) };
  }

  /** A faulty sequence whose length is known is passed over: the attributes behind it are no worse for it. */
  #itemsIfSound(end: number, depth: number, encoding: Encoding): DataSet[] | undefined {
    try {
      return this.#items(end, depth, encoding);
    } catch (error) {
      if (error instanceof EndOfBytes || error instanceof CambiumError) return undefined;
      throw error;
    }
  }

  /** VR and length; leaves the position at the value. In Implicit VR the VR is unknown: `UN`. */
  #header(end: number, { explicitVr, littleEndian }: Encoding): { vr: string; length: number } {
    const at = this.#position;
    if (!explicitVr) {
      this.#position += 8;
      return { vr: 'UN', length: littleEndian ? this.bytes.readUInt32LE(at + 4) : this.bytes.readUInt32BE(at + 4) };
    }
    const representation = valueRepresentationAt(this.bytes, at + 4);
    if (!representation) throw this.#refused('an element has no value representation');
    const { vr, hasLongHeader } = representation;
    if (!hasLongHeader) {
      this.#position += 8;
      return { vr, length: littleEndian ? this.bytes.readUInt16LE(at + 6) : this.bytes.readUInt16BE(at + 6) };
    }
    this.#require(12, end);
    this.#position += 12;
    return { vr, length: littleEndian ? this.bytes.readUInt32LE(at + 8) : this.bytes.readUInt32BE(at + 8) };
  }

  /** @param delimited of undefined length: a delimiter ends it. */
  #items(end: number, depth: number, encoding: Encoding, delimited = false): DataSet[] {
    if (depth >= MAX_DEPTH) throw this.#refused('its sequences are nested too deeply');
    const items: DataSet[] = [];
    while (this.#position < end) {
      const tag = this.#peekTag(end, encoding);
      const length = encoding.littleEndian
        ? this.bytes.readUInt32LE(this.#position + 4)
        : this.bytes.readUInt32BE(this.#position + 4);
      this.#position += 8;
      if (tag === SEQUENCE_END) return items;
      if (tag !== ITEM) throw this.#refused('a sequence holds something that is no item');
      if (length !== UNDEFINED_LENGTH) this.#require(length, end);
      const itemEnd = length === UNDEFINED_LENGTH ? end : this.#position + length;
      items.push(this.dataSet(this.#position, itemEnd, depth + 1, encoding));
      if (length !== UNDEFINED_LENGTH) this.#position = itemEnd;
    }
    // The first part of a data set may end between two items as well as anywhere else.
    if (delimited && this.options.extent === 'start' && end === this.bytes.length) throw new EndOfBytes();
    return items;
  }

  /** The fragments of encapsulated pixel data as they lie, basic offset table included: PS3.5 §A.4. */
  #fragments(end: number, encoding: Encoding): Buffer {
    const from = this.#position;
    for (;;) {
      const tag = this.#peekTag(end, encoding);
      const length = this.bytes.readUInt32LE(this.#position + 4);
      this.#position += 8;
      if (tag === SEQUENCE_END) return this.bytes.subarray(from, this.#position);
      if (tag !== ITEM) throw this.#refused('the pixel data hold something that is no fragment');
      this.#require(length, end);
      this.#position += length;
    }
  }

  #isItemAt(at: number, { littleEndian }: Encoding): boolean {
    return littleEndian && this.bytes.readUInt32LE(at) === 0xe000fffe;
  }

  #require(length: number, end: number): void {
    if (length > end - this.#position) throw new EndOfBytes();
  }

  #refused(why: string): CambiumError {
    return new CambiumError('instance.unreadable', `Near byte ${this.#position}, ${why}.`);
  }
}
