/**
 * PDUs and command sets as bytes, written down from PS3.7 and PS3.8 without any of the product's code, so that a mistake
 * there is not repeated here; each can be made wrong on purpose.
 */

export const PDU_TYPE = { associate: 1, accept: 2, reject: 3, data: 4, release: 5, released: 6, abort: 7 } as const;
export const CT_CLASS = '1.2.840.10008.5.1.4.1.1.2';
export const MR_CLASS = '1.2.840.10008.5.1.4.1.1.4';
export const VERIFICATION_CLASS = '1.2.840.10008.1.1';
export const IMPLICIT = '1.2.840.10008.1.2';
export const EXPLICIT = '1.2.840.10008.1.2.1';

export interface Proposal {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export const ECHO_AND_CT: readonly Proposal[] = [
  { id: 1, abstractSyntax: VERIFICATION_CLASS, transferSyntaxes: [IMPLICIT] },
  { id: 3, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT] },
];

export interface AssociateOptions {
  readonly called?: string;
  readonly calling?: string;
  readonly contexts?: readonly Proposal[];
  readonly maxPduLength?: number;
  readonly asyncWindow?: readonly [number, number];
  readonly role?: { readonly sopClass: string; readonly scu: number; readonly scp: number };
  readonly protocolVersion?: number;
  readonly applicationContext?: string;
  /** More sub-items of the User Information. */
  readonly user?: readonly Buffer[];
}

export function associateRequest(options: AssociateOptions = {}): Buffer {
  return pdu(PDU_TYPE.associate, associateBody(options));
}

export function associateBody({
  called = 'CAMBIUM',
  calling = 'PEER',
  contexts = ECHO_AND_CT,
  maxPduLength = 16384,
  asyncWindow,
  role,
  protocolVersion = 1,
  applicationContext = '1.2.840.10008.3.1.1.1',
  user: more = [],
}: AssociateOptions): Buffer {
  const user = [...more, item(0x51, uint32(maxPduLength)), item(0x52, ascii('1.2.3.4'))];
  if (asyncWindow) user.push(item(0x53, Buffer.concat(asyncWindow.map(uint16))));
  if (role) {
    const uid = ascii(role.sopClass);
    user.push(item(0x54, Buffer.concat([uint16(uid.length), uid, Buffer.from([role.scu, role.scp])])));
  }
  user.push(item(0x55, ascii('BY_HAND')));
  return Buffer.concat([
    uint16(protocolVersion),
    uint16(0),
    ascii(called.padEnd(16)),
    ascii(calling.padEnd(16)),
    Buffer.alloc(32),
    item(0x10, ascii(applicationContext)),
    ...contexts.map(proposal),
    item(0x50, Buffer.concat(user)),
  ]);
}

function proposal({ id, abstractSyntax, transferSyntaxes }: Proposal): Buffer {
  const syntaxes = transferSyntaxes.map((uid) => item(0x40, ascii(uid)));
  return item(0x20, Buffer.concat([Buffer.from([id, 0, 0, 0]), item(0x30, ascii(abstractSyntax)), ...syntaxes]));
}

export interface Answer {
  readonly id: number;
  readonly result: number;
  readonly transferSyntax?: string;
}

export function associateAccept(answers: readonly Answer[], maxPduLength = 16384): Buffer {
  const contexts = answers.map(({ id, result, transferSyntax = EXPLICIT }) =>
    item(0x21, Buffer.concat([Buffer.from([id, 0, result, 0]), item(0x40, ascii(transferSyntax))])),
  );
  const user = item(0x50, Buffer.concat([item(0x51, uint32(maxPduLength)), item(0x52, ascii('1.2.3.4'))]));
  const titles = Buffer.concat([uint16(1), uint16(0), Buffer.alloc(64, ' ')]);
  return pdu(PDU_TYPE.accept, Buffer.concat([titles, item(0x10, ascii('1.2.840.10008.3.1.1.1')), ...contexts, user]));
}

export const RELEASE = pdu(PDU_TYPE.release, Buffer.alloc(4));
export const RELEASED = pdu(PDU_TYPE.released, Buffer.alloc(4));
export const ABORT = pdu(PDU_TYPE.abort, Buffer.alloc(4));

export function reject(result: number, source: number, reason: number): Buffer {
  return pdu(PDU_TYPE.reject, Buffer.from([0, result, source, reason]));
}

/** @param claimed a length other than the true one. */
export function pdu(type: number, body: Buffer, claimed = body.length): Buffer {
  return Buffer.concat([Buffer.from([type, 0]), uint32(claimed), body]);
}

export const PDV = { command: 1, last: 2, lastOfCommand: 3, lastOfData: 2, data: 0 } as const;

/** @param control message control header: see PDV. */
export function pdv(contextId: number, control: number, bytes: Buffer, claimed = bytes.length + 2): Buffer {
  return Buffer.concat([uint32(claimed), Buffer.from([contextId, control]), bytes]);
}

/** A P-DATA-TF of presentation data values. */
export function data(...values: readonly Buffer[]): Buffer {
  return pdu(PDU_TYPE.data, Buffer.concat(values));
}

/** A data set in P-DATA-TF of at most `fragment` bytes of it each. */
export function dataSetPdus(contextId: number, dataSet: Buffer, fragment = 16000): Buffer {
  const pdus: Buffer[] = [];
  for (let at = 0; at < dataSet.length; at += fragment) {
    const control = at + fragment >= dataSet.length ? PDV.lastOfData : PDV.data;
    pdus.push(data(pdv(contextId, control, dataSet.subarray(at, at + fragment))));
  }
  return Buffer.concat(pdus);
}

export function echoCommand(messageId = 1): Buffer {
  return command([
    [0x0002, uid(VERIFICATION_CLASS)],
    [0x0100, uint16le(0x0030)],
    [0x0110, uint16le(messageId)],
    [0x0800, uint16le(0x0101)],
  ]);
}

export function storeCommand(sopInstanceUid: string, messageId = 1, sopClassUid = CT_CLASS): Buffer {
  return command([
    [0x0002, uid(sopClassUid)],
    [0x0100, uint16le(0x0001)],
    [0x0110, uint16le(messageId)],
    [0x0700, uint16le(0)],
    [0x0800, uint16le(1)],
    [0x1000, uid(sopInstanceUid)],
  ]);
}

/** The response to a C-STORE or C-ECHO. */
export function responseCommand(request: Buffer, status: number): Buffer {
  const asked = commandElements(request);
  return command([
    [0x0100, uint16le((asked.get(0x0100)?.readUInt16LE() ?? 0) | 0x8000)],
    [0x0120, asked.get(0x0110) ?? uint16le(0)],
    [0x0800, uint16le(0x0101)],
    [0x0900, uint16le(status)],
  ]);
}

/** Elements of group 0000 by element number, behind their group length. */
export function command(elements: readonly (readonly [number, Buffer])[]): Buffer {
  const body = Buffer.concat(elements.map(([number, value]) => commandElement(number, value)));
  return Buffer.concat([commandElement(0, uint32le(body.length)), body]);
}

export function commandElements(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const elements = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    elements.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, end));
    at = end;
  }
  return elements;
}

function commandElement(number: number, value: Buffer): Buffer {
  return Buffer.concat([uint16le(0), uint16le(number), uint32le(value.length), value]);
}

export function item(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 0]), uint16(value.length), value]);
}

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

export function uid(text: string): Buffer {
  return ascii(text.length & 1 ? `${text}\0` : text);
}

export function uint16le(value: number): Buffer {
  return Buffer.from([value & 0xff, value >> 8]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32le(value: number): Buffer {
  return uint32(value).reverse();
}
