/** Protocol Data Units of the upper layer (PS3.8 §9.3) by number, and the small ones in bytes. */
import type { Rejection } from '../../service/ports/dicom-listener.js';

export const PDU = {
  associateRequest: 0x01,
  associateAccept: 0x02,
  associateReject: 0x03,
  data: 0x04,
  releaseRequest: 0x05,
  releaseResponse: 0x06,
  abort: 0x07,
} as const;

/** Items and sub-items of the A-ASSOCIATE PDUs (PS3.8 §9.3.2, PS3.7 Annex D). */
export const ITEM = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  acceptedContext: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maximumLength: 0x51,
  implementationClassUid: 0x52,
  asynchronousOperations: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  extendedNegotiation: 0x56,
  userIdentity: 0x58,
} as const;

/** Bytes of the header of every PDU: type, reserved, length. */
export const PDU_HEADER_BYTES = 6;
/** Bytes of a Presentation Data Value before its fragment: length, context, message control header. */
export const PDV_HEADER_BYTES = 6;

/** Source and reason of an A-ABORT by the service provider (PS3.8 §9.3.8). */
export const ABORT_REASON = {
  notSpecified: 0,
  unrecognizedPdu: 1,
  unexpectedPdu: 2,
  invalidPduParameter: 6,
} as const;

export function encodePdu(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(PDU_HEADER_BYTES);
  header[0] = type;
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

export function encodeReject({ result, source, reason }: Rejection): Buffer {
  return encodePdu(PDU.associateReject, Buffer.from([0, result, source, reason]));
}

/** By the service provider. */
export function encodeAbort(reason: number): Buffer {
  return encodePdu(PDU.abort, Buffer.from([0, 0, 2, reason]));
}

/** By the service user, whose reasons have no number. */
export const USER_ABORT = encodePdu(PDU.abort, Buffer.alloc(4));

export const RELEASE_REQUEST = encodePdu(PDU.releaseRequest, Buffer.alloc(4));
export const RELEASE_RESPONSE = encodePdu(PDU.releaseResponse, Buffer.alloc(4));

/** Longest A-ASSOCIATE PDU taken: 128 contexts with every transfer syntax there is need a tenth of it. */
export const MAX_ASSOCIATE_BYTES = 256 * 1024;
/** The smallest length of a P-DATA-TF that makes progress; a peer that announces less is not believed. */
export const MIN_PDU_LENGTH = 128;

/** Message Control Header (PS3.8 Annex E.2); its other bits are zero. */
const COMMAND_BIT = 1;
const LAST_BIT = 2;

/** Whether a fragment belongs to a command set, and whether it is the last of its message part (PS3.8 Annex E.2). */
export interface FragmentKind {
  readonly command: boolean;
  readonly last: boolean;
}

export function decodeControl(control: number): FragmentKind {
  return { command: (control & COMMAND_BIT) !== 0, last: (control & LAST_BIT) !== 0 };
}

/** Type and header of a P-DATA-TF that holds one fragment; the fragment's bytes follow. */
export function encodeDataHeader(contextId: number, { command, last }: FragmentKind, fragmentBytes: number): Buffer {
  const header = Buffer.alloc(PDU_HEADER_BYTES + PDV_HEADER_BYTES);
  header[0] = PDU.data;
  header.writeUInt32BE(fragmentBytes + PDV_HEADER_BYTES, 2);
  header.writeUInt32BE(fragmentBytes + 2, 6);
  header[10] = contextId;
  header[11] = (command ? COMMAND_BIT : 0) | (last ? LAST_BIT : 0);
  return header;
}
