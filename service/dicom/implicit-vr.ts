/**
 * Explicit VR Little Endian in, Implicit VR Little Endian out (PS3.5 §A.1, §A.2), piece by piece: headers are written anew,
 * values pass as they are. Nothing is lost but what Implicit VR has no place for: the VR of private elements.
 *
 * - Sequences and items leave with undefined length: a length would have to be known before what it counts has passed.
 * - Group lengths go: they are retired (PS3.5 §7.2) and counted headers that were longer.
 * - A UN of undefined length is a sequence in Implicit VR already (PS3.5 §6.2.2 note 2).
 */
import { CambiumError } from '../errors/registry.js';
import { PieceReader } from './piece-reader.js';
import { valueRepresentationAt } from './value-representation.js';

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
/** Tag and length, as in Implicit VR; tag, VR and a short length, as in Explicit VR. */
const HEADER_BYTES = 8;

/** What is being read: a data set (of the file or of an item), or the items of a sequence. */
interface Level {
  readonly holds: 'elements' | 'items';
  readonly explicitVr: boolean;
  /** Position at which it ends; infinite if a delimiter ends it. */
  readonly end: number;
}

const DELIMITER = { elements: ITEM_END, items: SEQUENCE_END } as const;

interface Header {
  readonly tag: number;
  /** Absent where there is none: Implicit VR, items and delimiters. */
  readonly vr?: string;
  readonly length: number;
}

/** @throws CambiumError `instance.unreadable` at the place where the bytes are no data set */
export async function* implicitVr(explicitVr: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const input = new PieceReader(explicitVr);
  const outer: Level[] = [];
  let level: Level = { holds: 'elements', explicitVr: true, end: Number.POSITIVE_INFINITY };
  try {
    for (let next = await nextHeader(input, level); next; next = await nextHeader(input, level)) {
      const inner = levelIn(level, next, input);
      if (next.tag === DELIMITER[level.holds]) {
        yield implicitHeader(next.tag, 0);
        level = outer.pop() ?? refuse(input, 'a delimiter has nothing to end');
      } else if (inner) {
        yield implicitHeader(next.tag, UNDEFINED_LENGTH);
        outer.push(level);
        level = inner;
      } else yield* element(next, input);
    }
    if (outer.length > 0) refuse(input, 'a sequence does not end');
  } finally {
    await input.close();
  }
}

async function* element({ tag, length }: Header, input: PieceReader): AsyncGenerator<Buffer, void> {
  const end = input.position + length;
  const kept = !isGroupLength(tag);
  if (kept) yield implicitHeader(tag, length);
  for await (const piece of input.pass(length)) if (kept) yield piece;
  if (input.position < end) refuse(input, 'an element ends past the data set');
}

/** The next header, or the delimiter that the end of a level of known length amounts to; undefined at the end of the bytes. */
async function nextHeader(input: PieceReader, { holds, explicitVr, end }: Level): Promise<Header | undefined> {
  if (input.position > end) refuse(input, 'an element ends past the item it is in');
  if (input.position === end) return { tag: DELIMITER[holds], length: 0 };
  const start = await input.take(HEADER_BYTES);
  if (start.length === 0) return undefined;
  if (start.length < HEADER_BYTES) refuse(input, 'an element ends within its header');
  const tag = start.readUInt16LE(0) * 0x10000 + start.readUInt16LE(2);
  if (!explicitVr || holds === 'items' || tag === ITEM_END) return { tag, length: start.readUInt32LE(4) };
  const { vr, hasLongHeader } =
    valueRepresentationAt(start, 4) ?? refuse(input, 'an element has no value representation');
  if (!hasLongHeader) return { tag, vr, length: start.readUInt16LE(6) };
  const length = await input.take(4);
  if (length.length < 4) refuse(input, 'an element ends within its header');
  return { tag, vr, length: length.readUInt32LE(0) };
}

/** The level a header opens, or undefined if it ends one or a value follows it. */
function levelIn({ holds, explicitVr }: Level, { tag, vr, length }: Header, input: PieceReader): Level | undefined {
  const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : input.position + length;
  if (tag === DELIMITER[holds]) return undefined;
  if (holds === 'items') {
    if (tag !== ITEM) refuse(input, 'a sequence holds something that is no item');
    return { holds: 'elements', explicitVr, end };
  }
  if (vr === 'SQ') return { holds: 'items', explicitVr, end };
  if (length !== UNDEFINED_LENGTH) return undefined;
  if (vr === 'UN' || !explicitVr) return { holds: 'items', explicitVr: false, end };
  // Fragments have no place in Implicit VR: encapsulated pixel data are never transcoded here.
  return refuse(input, `an element of VR ${vr} has undefined length`);
}

function isGroupLength(tag: number): boolean {
  return (tag & 0xffff) === 0;
}

/** Tag and length of an element in Implicit VR Little Endian (PS3.5 §7.1.3). */
export function implicitHeader(tag: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}

function refuse(input: PieceReader, why: string): never {
  throw new CambiumError('instance.unreadable', `Near byte ${input.position}, ${why}.`);
}
