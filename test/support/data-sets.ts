/** Data sets as bytes, in any uncompressed encoding, written down from PS3.5 §7 without the product's writers. */
import { CT_CLASS, EXPLICIT } from './pdu-bytes.js';

export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export const EXPLICIT_LITTLE: Encoding = { explicitVr: true, littleEndian: true };
export const IMPLICIT_LITTLE: Encoding = { explicitVr: false, littleEndian: true };
export const EXPLICIT_BIG: Encoding = { explicitVr: true, littleEndian: false };

export interface ElementSpec {
  readonly tag: number;
  readonly vr: string;
  readonly value?: Buffer | string;
  readonly items?: readonly ItemSpec[];
  /** Encapsulated pixel data: the fragments behind an empty offset table. */
  readonly fragments?: readonly Buffer[];
  /** A sequence closed by a delimiter instead of a length. */
  readonly undefinedLength?: boolean;
}

export interface ItemSpec {
  readonly elements: readonly ElementSpec[];
  readonly undefinedLength?: boolean;
}

const LONG_VRS = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'];
const UNDEFINED = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;

export function dataSetBytes(elements: readonly ElementSpec[], encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  return Buffer.concat(elements.map((element) => elementBytes(element, encoding)));
}

export function elementBytes(spec: ElementSpec, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  const { tag, vr, items, fragments, undefinedLength } = spec;
  if (fragments) {
    const inside = [Buffer.alloc(0), ...fragments].map((fragment) => delimited(ITEM, fragment, encoding));
    const value = Buffer.concat([...inside, delimited(SEQUENCE_END, Buffer.alloc(0), encoding)]);
    return Buffer.concat([header(tag, vr, UNDEFINED, encoding), value]);
  }
  if (items) {
    const value = Buffer.concat(items.map((item) => itemBytes(item, encoding)));
    if (!undefinedLength) return Buffer.concat([header(tag, vr, value.length, encoding), value]);
    const end = delimited(SEQUENCE_END, Buffer.alloc(0), encoding);
    return Buffer.concat([header(tag, vr, UNDEFINED, encoding), value, end]);
  }
  const value = padded(spec.value ?? '', vr);
  return Buffer.concat([header(tag, vr, value.length, encoding), value]);
}

function itemBytes({ elements, undefinedLength }: ItemSpec, encoding: Encoding): Buffer {
  const value = dataSetBytes(elements, encoding);
  if (!undefinedLength) return delimited(ITEM, value, encoding);
  const start = Buffer.concat([tagBytes(ITEM, encoding), uint32(UNDEFINED, encoding)]);
  return Buffer.concat([start, value, delimited(ITEM_END, Buffer.alloc(0), encoding)]);
}

/** The header of an element with a length of its own: also one that is not true. */
export function header(tag: number, vr: string, length: number, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  if (!encoding.explicitVr) return Buffer.concat([tagBytes(tag, encoding), uint32(length, encoding)]);
  const start = [tagBytes(tag, encoding), Buffer.from(vr, 'latin1')];
  if (LONG_VRS.includes(vr)) return Buffer.concat([...start, Buffer.alloc(2), uint32(length, encoding)]);
  return Buffer.concat([...start, uint16(length, encoding)]);
}

function delimited(tag: number, value: Buffer, encoding: Encoding): Buffer {
  return Buffer.concat([tagBytes(tag, encoding), uint32(value.length, encoding), value]);
}

function padded(value: Buffer | string, vr: string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  if ((bytes.length & 1) === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from([vr === 'UI' || typeof value !== 'string' ? 0 : 0x20])]);
}

function tagBytes(tag: number, encoding: Encoding): Buffer {
  return Buffer.concat([uint16(tag >>> 16, encoding), uint16(tag & 0xffff, encoding)]);
}

export function uint16(value: number, { littleEndian }: Encoding = EXPLICIT_LITTLE): Buffer {
  const bytes = Buffer.from([value & 0xff, value >> 8]);
  return littleEndian ? bytes : bytes.reverse();
}

function uint32(value: number, { littleEndian }: Encoding): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return littleEndian ? bytes : bytes.reverse();
}

export interface CtOptions {
  readonly sopClassUid?: string;
  readonly studyInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly pixels?: Buffer;
  /** Elements beside those of the CT, sorted in. */
  readonly more?: readonly ElementSpec[];
}

/** The elements of a small CT slice that the node asks for. */
export function ctElements(sopInstanceUid: string, options: CtOptions = {}): readonly ElementSpec[] {
  const { sopClassUid = CT_CLASS, studyInstanceUid = '1.2.3.1', seriesInstanceUid = '1.2.3.2' } = options;
  const elements: readonly ElementSpec[] = [
    { tag: 0x00080008, vr: 'CS', value: 'ORIGINAL\\PRIMARY\\AXIAL' },
    { tag: 0x00080016, vr: 'UI', value: sopClassUid },
    { tag: 0x00080018, vr: 'UI', value: sopInstanceUid },
    { tag: 0x00080060, vr: 'CS', value: 'CT' },
    { tag: 0x0020000d, vr: 'UI', value: studyInstanceUid },
    { tag: 0x0020000e, vr: 'UI', value: seriesInstanceUid },
    { tag: 0x00200013, vr: 'IS', value: '1' },
    { tag: 0x00200032, vr: 'DS', value: '-64\\-64\\0' },
    { tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
    ...(options.more ?? []),
    { tag: 0x7fe00010, vr: 'OW', value: options.pixels ?? Buffer.alloc(2 * 16 * 16) },
  ];
  return [...elements].sort((a, b) => a.tag - b.tag);
}

export function ctDataSet(sopInstanceUid: string, options: CtOptions = {}, encoding = EXPLICIT_LITTLE): Buffer {
  return dataSetBytes(ctElements(sopInstanceUid, options), encoding);
}

/** A Part 10 file around a data set. */
export function part10Bytes(
  dataSet: Buffer,
  { sopClassUid = CT_CLASS, sopInstanceUid = '1.2.3', transferSyntaxUid = EXPLICIT } = {},
): Buffer {
  const meta = dataSetBytes([
    { tag: 0x00020001, vr: 'OB', value: Buffer.from([0, 1]) },
    { tag: 0x00020002, vr: 'UI', value: sopClassUid },
    { tag: 0x00020003, vr: 'UI', value: sopInstanceUid },
    { tag: 0x00020010, vr: 'UI', value: transferSyntaxUid },
    { tag: 0x00020012, vr: 'UI', value: '1.2.3.4' },
  ]);
  const length = elementBytes({ tag: 0x00020000, vr: 'UL', value: uint32(meta.length, EXPLICIT_LITTLE) });
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, dataSet]);
}
