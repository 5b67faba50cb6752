/**
 * DataSet: elements by tag, with accessors that give typed values or undefined. An accessor never throws on a value that
 * does not fit: what is not there and what cannot be read are the same to those who ask.
 */
import { decodeText } from './charset.js';
import { withoutPadding } from './padding.js';

export interface Element {
  readonly vr: string;
  /** Absent for sequences. */
  readonly value?: Buffer;
  readonly items?: readonly DataSet[];
}

/** (0008,0005) Specific Character Set. */
const SPECIFIC_CHARACTER_SET = 0x00080005;
/** VR DS and IS; JavaScript would also take an empty text, hexadecimal or `Infinity` for a number. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

export class DataSet {
  /** Only the start was read, and an element lay across its end. */
  readonly truncated: boolean;
  /** Length of the elements that were read, from the first on. */
  readonly bytesRead: number;

  constructor(
    readonly elements: ReadonlyMap<number, Element>,
    readonly littleEndian: boolean,
    { truncated = false, bytesRead = 0 } = {},
  ) {
    this.truncated = truncated;
    this.bytesRead = bytesRead;
  }

  has(tag: number): boolean {
    return this.elements.has(tag);
  }

  bytes(tag: number): Buffer | undefined {
    return this.elements.get(tag)?.value;
  }

  items(tag: number): readonly DataSet[] {
    return this.elements.get(tag)?.items ?? [];
  }

  /** Bytes of a text value as Latin-1, padding removed: for UI, CS, DS, IS, DA, TM, whose repertoire is ASCII. */
  ascii(tag: number): string | undefined {
    const text = this.bytes(tag)?.toString('latin1');
    return text === undefined ? undefined : withoutPadding(text).replace(/^ +/, '');
  }

  asciiValues(tag: number): readonly string[] {
    const text = this.ascii(tag);
    return text ? text.split('\\').map((value) => value.trim()) : [];
  }

  /** Text in the data set's character set (PS3.5 §6.1), decoded; `charset` overrides it for items of a sequence. */
  text(tag: number, charset: string = this.charset): string | undefined {
    const bytes = this.bytes(tag);
    return bytes && withoutPadding(decodeText(bytes, charset));
  }

  get charset(): string {
    return this.ascii(SPECIFIC_CHARACTER_SET) ?? '';
  }

  /** Decimal values of a DS or IS element; undefined if one of them is no number, for the others would mislead. */
  numbers(tag: number): readonly number[] | undefined {
    const values = this.asciiValues(tag);
    const numbers = values.map((value) => (DECIMAL.test(value) ? Number(value) : Number.NaN));
    return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
  }

  number(tag: number): number | undefined {
    return this.numbers(tag)?.[0];
  }

  /** The first value of a US element. */
  uint16(tag: number): number | undefined {
    const bytes = this.bytes(tag);
    if (!bytes || bytes.length < 2) return undefined;
    return this.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
  }

  int16(tag: number): number | undefined {
    const value = this.uint16(tag);
    return value === undefined ? undefined : (value << 16) >> 16;
  }

  /** Values of a UL element. */
  uint32s(tag: number): readonly number[] | undefined {
    const bytes = this.bytes(tag);
    if (!bytes || bytes.length < 4) return undefined;
    return Array.from({ length: bytes.length >> 2 }, (_, i) =>
      this.littleEndian ? bytes.readUInt32LE(i * 4) : bytes.readUInt32BE(i * 4),
    );
  }

  uint32(tag: number): number | undefined {
    return this.uint32s(tag)?.[0];
  }

  /** The first value of an AT element, as the number that stands for a tag here. */
  attributeTag(tag: number): number | undefined {
    const bytes = this.bytes(tag);
    const group = this.uint16(tag);
    if (!bytes || bytes.length < 4 || group === undefined) return undefined;
    return group * 0x10000 + (this.littleEndian ? bytes.readUInt16LE(2) : bytes.readUInt16BE(2));
  }

  /** The first value of an FL element. */
  float32(tag: number): number | undefined {
    const bytes = this.bytes(tag);
    if (!bytes || bytes.length < 4) return undefined;
    return this.littleEndian ? bytes.readFloatLE(0) : bytes.readFloatBE(0);
  }

  /** Values of an FD element. */
  doubles(tag: number): readonly number[] | undefined {
    const bytes = this.bytes(tag);
    if (!bytes || bytes.length < 8) return undefined;
    return Array.from({ length: bytes.length >> 3 }, (_, i) =>
      this.littleEndian ? bytes.readDoubleLE(i * 8) : bytes.readDoubleBE(i * 8),
    );
  }
}
