/**
 * A-ASSOCIATE-RQ and -AC (PS3.8 §9.3.2, §9.3.3): both ways between bytes and what they say. A length is compared with what
 * is there before it is used; an item this node does not know is skipped, as §9.3.1 asks.
 */
import { withoutPadding } from '../../service/dicom/padding.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../service/dicom/part10.js';
import { encodePdu, ITEM, PDU } from './pdu.js';
import { ProtocolError } from './protocol-error.js';

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export interface RoleSelection {
  readonly sopClassUid: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

export interface AssociateRequest {
  /** A bit for each version the requestor speaks. */
  readonly protocolVersions: number;
  readonly applicationContext: string;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly contexts: readonly ProposedContext[];
  /** Longest P-DATA-TF the requestor takes, bytes; 0 is no limit. */
  readonly maxPduLength: number;
  readonly asynchronous: boolean;
  readonly roles: readonly RoleSelection[];
}

/** Result of a Presentation Context (PS3.8 §9.3.3.2). */
export const CONTEXT_RESULT = {
  acceptance: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

export interface ContextAnswer {
  readonly id: number;
  readonly result: (typeof CONTEXT_RESULT)[keyof typeof CONTEXT_RESULT];
  /** The chosen one; without acceptance any of the proposed ones, not significant. */
  readonly transferSyntax: string;
}

export interface AssociateAccept {
  readonly contexts: readonly ContextAnswer[];
  readonly maxPduLength: number;
}

/** The one there is (PS3.7 Annex A.2.1). */
export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
const PROTOCOL_VERSION = 1;
/** Protocol version, reserved, two AE titles, reserved: the fixed part of both PDUs' bodies. */
const FIXED_BYTES = 68;

export function decodeAssociateRequest(body: Buffer): AssociateRequest {
  const items = itemsAfterTitles(body);
  const user = userInformation(items);
  const applicationContext = items.find(({ type }) => type === ITEM.applicationContext);
  return {
    protocolVersions: body.readUInt16BE(0),
    applicationContext: applicationContext ? uidText(applicationContext.value) : '',
    calledAeTitle: aeTitle(body, 4),
    callingAeTitle: aeTitle(body, 20),
    contexts: proposedContexts(items),
    maxPduLength: maximumLength(user),
    asynchronous: user.some(({ type }) => type === ITEM.asynchronousOperations),
    roles: user.filter(({ type }) => type === ITEM.roleSelection).map(({ value }) => roleSelection(value)),
  };
}

export function decodeAssociateAccept(body: Buffer): AssociateAccept {
  const items = itemsAfterTitles(body);
  const contexts = items.filter(({ type }) => type === ITEM.acceptedContext).map(({ value }) => contextAnswer(value));
  return { contexts, maxPduLength: maximumLength(userInformation(items)) };
}

export interface RequestToEncode
  extends Pick<AssociateRequest, 'calledAeTitle' | 'callingAeTitle' | 'contexts' | 'maxPduLength'> {}

export function encodeAssociateRequest(request: RequestToEncode): Buffer {
  const contexts = request.contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    encodeItem(ITEM.proposedContext, [
      Buffer.from([id, 0, 0, 0]),
      textItem(ITEM.abstractSyntax, abstractSyntax),
      ...transferSyntaxes.map((uid) => textItem(ITEM.transferSyntax, uid)),
    ]),
  );
  return encodePdu(
    PDU.associateRequest,
    associateBody(request, [...contexts, encodeUserInformation(request.maxPduLength, [])]),
  );
}

/** @param maxPduLength the longest P-DATA-TF that we take. */
export function encodeAssociateAccept(
  request: AssociateRequest,
  answers: readonly ContextAnswer[],
  maxPduLength: number,
): Buffer {
  const contexts = answers.map(({ id, result, transferSyntax }) =>
    encodeItem(ITEM.acceptedContext, [Buffer.from([id, 0, result, 0]), textItem(ITEM.transferSyntax, transferSyntax)]),
  );
  // One operation at a time, whatever window was offered (PS3.7 §D.3.3.3).
  const window = request.asynchronous ? [encodeItem(ITEM.asynchronousOperations, [Buffer.from([0, 1, 0, 1])])] : [];
  const roles = request.roles.map(encodeRoleAnswer);
  const user = encodeUserInformation(maxPduLength, [...window, ...roles]);
  return encodePdu(PDU.associateAccept, associateBody(request, [...contexts, user]));
}

interface Item {
  readonly type: number;
  readonly value: Buffer;
}

function itemsAfterTitles(body: Buffer): readonly Item[] {
  if (body.length < FIXED_BYTES) throw new ProtocolError('An A-ASSOCIATE PDU ends within its fixed part.');
  return decodeItems(body.subarray(FIXED_BYTES));
}

function decodeItems(bytes: Buffer): readonly Item[] {
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : bytes.length);
    if (end > bytes.length) throw new ProtocolError('An item ends past its PDU.');
    items.push({ type: bytes[at], value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return items;
}

function userInformation(items: readonly Item[]): readonly Item[] {
  const item = items.find(({ type }) => type === ITEM.userInformation);
  return item ? decodeItems(item.value) : [];
}

function maximumLength(user: readonly Item[]): number {
  const value = user.find(({ type }) => type === ITEM.maximumLength)?.value;
  return value && value.length >= 4 ? value.readUInt32BE(0) : 0;
}

function proposedContexts(items: readonly Item[]): readonly ProposedContext[] {
  const contexts = items.filter(({ type }) => type === ITEM.proposedContext).map(({ value }) => proposedContext(value));
  // Under one id, data would be taken for that of another syntax.
  if (new Set(contexts.map(({ id }) => id)).size < contexts.length)
    throw new ProtocolError('Two contexts have the same id.');
  return contexts;
}

function proposedContext(value: Buffer): ProposedContext {
  if (value.length < 4) throw new ProtocolError('A Presentation Context item is too short.');
  const items = decodeItems(value.subarray(4));
  const texts = (wanted: number) => items.filter(({ type }) => type === wanted).map((item) => uidText(item.value));
  return {
    id: value[0],
    abstractSyntax: texts(ITEM.abstractSyntax)[0] ?? '',
    transferSyntaxes: texts(ITEM.transferSyntax),
  };
}

function contextAnswer(value: Buffer): ContextAnswer {
  if (value.length < 4) throw new ProtocolError('A Presentation Context item is too short.');
  const syntax = decodeItems(value.subarray(4)).find(({ type }) => type === ITEM.transferSyntax);
  const known = Object.values(CONTEXT_RESULT).find((result) => result === value[2]);
  return {
    id: value[0],
    result: known ?? CONTEXT_RESULT.noReason,
    transferSyntax: syntax ? uidText(syntax.value) : '',
  };
}

function roleSelection(value: Buffer): RoleSelection {
  const end = value.length >= 2 ? 2 + value.readUInt16BE(0) : Number.POSITIVE_INFINITY;
  if (end + 2 > value.length) throw new ProtocolError('A role selection item is too short.');
  return { sopClassUid: uidText(value.subarray(2, end)), scu: value[end] === 1, scp: value[end + 1] === 1 };
}

/** The requestor may be SCU, as by default; this acceptor is never SCU of a storage class (PS3.7 §D.3.3.4). */
function encodeRoleAnswer({ sopClassUid, scu }: RoleSelection): Buffer {
  const uid = Buffer.from(sopClassUid, 'latin1');
  return encodeItem(ITEM.roleSelection, [
    Buffer.from([uid.length >> 8, uid.length & 0xff]),
    uid,
    Buffer.from([scu ? 1 : 0, 0]),
  ]);
}

function encodeUserInformation(maxPduLength: number, more: readonly Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(maxPduLength);
  return encodeItem(ITEM.userInformation, [
    encodeItem(ITEM.maximumLength, [length]),
    textItem(ITEM.implementationClassUid, IMPLEMENTATION_CLASS_UID),
    ...more,
    textItem(ITEM.implementationVersionName, IMPLEMENTATION_VERSION_NAME),
  ]);
}

function associateBody(titles: { calledAeTitle: string; callingAeTitle: string }, items: readonly Buffer[]): Buffer {
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.writeUInt16BE(PROTOCOL_VERSION, 0);
  fixed.write(titles.calledAeTitle.padEnd(16), 4, 16, 'latin1');
  fixed.write(titles.callingAeTitle.padEnd(16), 20, 16, 'latin1');
  return Buffer.concat([fixed, textItem(ITEM.applicationContext, APPLICATION_CONTEXT), ...items]);
}

function encodeItem(type: number, parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, 0, value.length >> 8, value.length & 0xff]), value]);
}

function textItem(type: number, text: string): Buffer {
  return encodeItem(type, [Buffer.from(text, 'latin1')]);
}

/** Spaces around a title are not significant (PS3.8 §9.3.2); some peers pad with nulls. */
function aeTitle(body: Buffer, at: number): string {
  return withoutPadding(body.toString('latin1', at, at + 16)).replace(/^ +/, '');
}

/** Some peers pad UIDs here with a null, which PS3.8 Annex F does not ask for. */
function uidText(value: Buffer): string {
  return withoutPadding(value.toString('latin1'));
}
