/** Command sets (PS3.7 §6.3, Annex E): always Implicit VR Little Endian, group 0000. Values are kept as they came. */
import { ProtocolError } from './protocol-error.js';

/** Command fields of the services this node speaks (PS3.7 Annex E.1). */
export const COMMAND = {
  storeRequest: 0x0001,
  findRequest: 0x0020,
  echoRequest: 0x0030,
  eventReportRequest: 0x0100,
  actionRequest: 0x0130,
  cancelRequest: 0x0fff,
} as const;
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
  requestedSopClassUid: 0x0003,
  commandField: 0x0100,
  messageId: 0x0110,
  messageIdBeingRespondedTo: 0x0120,
  priority: 0x0700,
  commandDataSetType: 0x0800,
  status: 0x0900,
  affectedSopInstanceUid: 0x1000,
  requestedSopInstanceUid: 0x1001,
  eventTypeId: 0x1002,
  actionTypeId: 0x1008,
} as const;

export interface CommandSet {
  readonly commandField: number;
  readonly messageId: number;
  readonly hasDataSet: boolean;
  readonly status?: number;
  /** Of an event or action (PS3.7 §10.3.1, §10.3.4). */
  readonly typeId?: number;
  /**
   * In an N-ACTION-RQ, which has no Affected ones, the Requested SOP Class and Instance. Not cleaned of anything but one
   * padding byte: a UID that is wrong must be seen to be wrong.
   */
  readonly affectedSopClassUid: string;
  readonly affectedSopInstanceUid: string;
}

/** The start of a message; its data set, if it has one, follows. */
export interface Message {
  readonly contextId: number;
  readonly command: CommandSet;
}

/** Ten times the longest command set of the standard. */
export const MAX_COMMAND_BYTES = 16 * 1024;

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
    typeId: number(ELEMENT.eventTypeId) ?? number(ELEMENT.actionTypeId),
    affectedSopClassUid: uid(ELEMENT.affectedSopClassUid) || uid(ELEMENT.requestedSopClassUid),
    affectedSopInstanceUid: uid(ELEMENT.affectedSopInstanceUid) || uid(ELEMENT.requestedSopInstanceUid),
  };
}

export function isResponse({ commandField }: CommandSet): boolean {
  return (commandField & RESPONSE_BIT) !== 0;
}

/** Whether a command is the response to a request: to its kind, and to its message id. */
export function isResponseTo(request: CommandSet, { commandField, messageId }: CommandSet): boolean {
  return commandField === (request.commandField | RESPONSE_BIT) && messageId === request.messageId;
}

/**
 * A response without a data set (PS3.7 §9.3.1.2, §9.3.5.2, §10.3.1.2, §10.3.4.2): the request's field with the highest bit
 * set. UIDs are given back as they came; what is too long to be one is left out, so that the response stays small.
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

/** C-FIND-RQ (PS3.7 §9.3.2.1); its identifier follows. */
export function encodeFindRequest(messageId: number, sopClassUid: string): Buffer {
  return encode([
    uidElement(ELEMENT.affectedSopClassUid, sopClassUid),
    number16(ELEMENT.commandField, COMMAND.findRequest),
    number16(ELEMENT.messageId, messageId),
    number16(ELEMENT.priority, MEDIUM),
    number16(ELEMENT.commandDataSetType, WITH_DATA_SET),
  ]);
}

/** A request about one SOP Instance, of an action or event by its number. */
export interface InstanceRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly typeId: number;
}

/** N-ACTION-RQ (PS3.7 §10.3.4.1); its action information follows. */
export function encodeActionRequest(messageId: number, request: InstanceRequest): Buffer {
  return encode([
    uidElement(ELEMENT.requestedSopClassUid, request.sopClassUid),
    number16(ELEMENT.commandField, COMMAND.actionRequest),
    number16(ELEMENT.messageId, messageId),
    number16(ELEMENT.commandDataSetType, WITH_DATA_SET),
    uidElement(ELEMENT.requestedSopInstanceUid, request.sopInstanceUid),
    number16(ELEMENT.actionTypeId, request.typeId),
  ]);
}

/** N-EVENT-REPORT-RQ (PS3.7 §10.3.1.1); its event information follows. */
export function encodeEventReportRequest(messageId: number, request: InstanceRequest): Buffer {
  return encode([
    uidElement(ELEMENT.affectedSopClassUid, request.sopClassUid),
    number16(ELEMENT.commandField, COMMAND.eventReportRequest),
    number16(ELEMENT.messageId, messageId),
    number16(ELEMENT.commandDataSetType, WITH_DATA_SET),
    uidElement(ELEMENT.affectedSopInstanceUid, request.sopInstanceUid),
    number16(ELEMENT.eventTypeId, request.typeId),
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
