/** Command sets (PS3.7 §6.3, Annex E): always Implicit VR Little Endian, group 0000. Values are kept as they came. */
import { ProtocolError } from './protocol-error.js';

/** Command fields of the services this node speaks (PS3.7 Annex E.1). */
export const COMMAND = { storeRequest: 0x0001, echoRequest: 0x0030, cancelRequest: 0x0fff } as const;
/** Set in the command field of every response. */
const RESPONSE_BIT = 0x8000;
/** Command Data Set Type: no data set follows. */
const NO_DATA_SET = 0x0101;
const WITH_DATA_SET = 0x0001;
/** Priority MEDIUM. */
const MEDIUM = 0x0000;
/** Of a UID (PS3.5 §9.1). */
const MAX_UID_LENGTH = 64;

const ELEMENT = {
  affectedSopClassUid: 0x0002,
  commandField: 0x0100,
  messageId: 0x0110,
  messageIdBeingRespondedTo: 0x0120,
  priority: 0x0700,
  commandDataSetType: 0x0800,
  status: 0x0900,
  affectedSopInstanceUid: 0x1000,
} as const;

export interface CommandSet {
  readonly commandField: number;
  readonly messageId: number;
  readonly hasDataSet: boolean;
  readonly status?: number;
  /** Not cleaned of anything but one padding byte: a UID that is wrong must be seen to be wrong. */
  readonly affectedSopClassUid: string;
  readonly affectedSopInstanceUid: string;
}

/** @throws ProtocolError if the bytes are no command set */
export function decodeCommandSet(bytes: Buffer): CommandSet {
  const elements = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length || bytes.readUInt16LE(at) !== 0)
      throw new ProtocolError('A command set holds something else.');
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) throw new ProtocolError('An element ends past its command set.');
    elements.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, end));
    at = end;
  }
  const number = (element: number) => {
    const value = elements.get(element);
    return value && value.length >= 2 ? value.readUInt16LE(0) : undefined;
  };
  const uid = (element: number) =>
    elements
      .get(element)
      ?.toString('latin1')
      .replace(/[\0 ]$/, '') ?? '';
  const commandField = number(ELEMENT.commandField);
  if (commandField === undefined) throw new ProtocolError('A command set has no Command Field.');
  return {
    commandField,
    messageId: number(ELEMENT.messageId) ?? number(ELEMENT.messageIdBeingRespondedTo) ?? 0,
    hasDataSet: (number(ELEMENT.commandDataSetType) ?? NO_DATA_SET) !== NO_DATA_SET,
    status: number(ELEMENT.status),
    affectedSopClassUid: uid(ELEMENT.affectedSopClassUid),
    affectedSopInstanceUid: uid(ELEMENT.affectedSopInstanceUid),
  };
}

export function isResponse({ commandField }: CommandSet): boolean {
  return (commandField & RESPONSE_BIT) !== 0;
}

/**
 * A response to a C-STORE or C-ECHO (PS3.7 §9.3.1.2, §9.3.5.2): the request's field with the highest bit set. UIDs are given
 * back as they came; what is too long to be one is left out, so that the response stays small.
 */
export function encodeResponse(request: CommandSet, status: number): Buffer {
  return encode([
    ...returned(ELEMENT.affectedSopClassUid, request.affectedSopClassUid),
    number16(ELEMENT.commandField, request.commandField | RESPONSE_BIT),
    number16(ELEMENT.messageIdBeingRespondedTo, request.messageId),
    number16(ELEMENT.commandDataSetType, NO_DATA_SET),
    number16(ELEMENT.status, status),
    ...returned(ELEMENT.affectedSopInstanceUid, request.affectedSopInstanceUid),
  ]);
}

function returned(number: number, uid: string): readonly Buffer[] {
  return uid === '' || uid.length > MAX_UID_LENGTH ? [] : [uidElement(number, uid)];
}

/** C-STORE-RQ (PS3.7 §9.3.1.1). */
export function encodeStoreRequest(messageId: number, sopClassUid: string, sopInstanceUid: string): Buffer {
  return encode([
    uidElement(ELEMENT.affectedSopClassUid, sopClassUid),
    number16(ELEMENT.commandField, COMMAND.storeRequest),
    number16(ELEMENT.messageId, messageId),
    number16(ELEMENT.priority, MEDIUM),
    number16(ELEMENT.commandDataSetType, WITH_DATA_SET),
    uidElement(ELEMENT.affectedSopInstanceUid, sopInstanceUid),
  ]);
}

/** C-ECHO-RQ (PS3.7 §9.3.5.1). */
export function encodeEchoRequest(messageId: number, sopClassUid: string): Buffer {
  return encode([
    uidElement(ELEMENT.affectedSopClassUid, sopClassUid),
    number16(ELEMENT.commandField, COMMAND.echoRequest),
    number16(ELEMENT.messageId, messageId),
    number16(ELEMENT.commandDataSetType, NO_DATA_SET),
  ]);
}

/** Elements behind their group length (0000,0000). */
function encode(elements: readonly Buffer[]): Buffer {
  const body = Buffer.concat(elements);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([element(0x0000, length), body]);
}

function element(number: number, value: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(number, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
}

function uidElement(number: number, uid: string): Buffer {
  return element(number, Buffer.from(uid.length & 1 ? `${uid}\0` : uid, 'latin1'));
}

function number16(number: number, value: number): Buffer {
  return element(number, Buffer.from([value & 0xff, value >> 8]));
}
