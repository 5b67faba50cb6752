/**
 * A-ASSOCIATE-RQ and -AC (PS3.8 §9.3.2, §9.3.3): both ways between bytes and what they say. A length is compared with what
 * is there before it is used; an item this node does not know is skipped, as §9.3.1 asks.
 */
import { withoutPadding } from '../../service/dicom/padding.js';
import { encodePdu, ITEM, PDU } from './pdu.js';
import { decodeItems, encodeItem, type Item, textItem, uidText } from './pdu-items.js';
import { ProtocolError } from './protocol-error.js';
import {
  decodeUserInformation,
  encodeUserInformation,
  type RoleSelection,
  type UserInformation,
} from './user-information.js';

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export type { RoleSelection } from './user-information.js';

export interface AssociateRequest extends UserInformation {
  /** A bit for each version the requestor speaks. */
  readonly protocolVersions: number;
  readonly applicationContext: string;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly contexts: readonly ProposedContext[];
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
/** Ids are odd and below 256 (PS3.8 §9.3.2.2). */
const MAX_CONTEXTS = 128;
/** Protocol version, reserved, two AE titles, reserved: the fixed part of both PDUs' bodies. */
const FIXED_BYTES = 68;

export function decodeAssociateRequest(body: Buffer): AssociateRequest {
  const items = itemsAfterTitles(body);
  const applicationContext = items.find(({ type }) => type === ITEM.applicationContext);
  return {
    protocolVersions: body.readUInt16BE(0),
    applicationContext: applicationContext ? uidText(applicationContext.value) : '',
    calledAeTitle: aeTitle(body, 4),
    callingAeTitle: aeTitle(body, 20),
    contexts: proposedContexts(items),
    ...userInformation(items),
  };
}

export function decodeAssociateAccept(body: Buffer): AssociateAccept {
  const items = itemsAfterTitles(body);
  const contexts = items.filter(({ type }) => type === ITEM.acceptedContext).map(({ value }) => contextAnswer(value));
  return { contexts, maxPduLength: userInformation(items).maxPduLength };
}

export interface RequestToEncode
  extends Pick<AssociateRequest, 'calledAeTitle' | 'callingAeTitle' | 'contexts' | 'maxPduLength'> {
  /** Those that differ from the default, in which the requestor is SCU (PS3.7 §D.3.3.4). */
  readonly roles?: readonly RoleSelection[];
}

export function encodeAssociateRequest(request: RequestToEncode): Buffer {
  const contexts = request.contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    encodeItem(ITEM.proposedContext, [
      Buffer.from([id, 0, 0, 0]),
      textItem(ITEM.abstractSyntax, abstractSyntax),
      ...transferSyntaxes.map((uid) => textItem(ITEM.transferSyntax, uid)),
    ]),
  );
  const { maxPduLength, roles = [] } = request;
  const user = encodeUserInformation({ maxPduLength, roles, asynchronous: false, extended: [] });
  return encodePdu(PDU.associateRequest, associateBody(request, [...contexts, user]));
}

/** The answer to a request; of the user information, what is accepted of it, and the longest P-DATA-TF that we take. */
export function encodeAssociateAccept(
  request: Pick<AssociateRequest, 'calledAeTitle' | 'callingAeTitle'>,
  contexts: readonly ContextAnswer[],
  user: UserInformation,
): Buffer {
  const answers = contexts.map(({ id, result, transferSyntax }) =>
    encodeItem(ITEM.acceptedContext, [Buffer.from([id, 0, result, 0]), textItem(ITEM.transferSyntax, transferSyntax)]),
  );
  return encodePdu(PDU.associateAccept, associateBody(request, [...answers, encodeUserInformation(user)]));
}

function itemsAfterTitles(body: Buffer): readonly Item[] {
  if (body.length < FIXED_BYTES) throw new ProtocolError('An A-ASSOCIATE PDU ends within its fixed part.');
  return decodeItems(body.subarray(FIXED_BYTES));
}

function userInformation(items: readonly Item[]): UserInformation {
  const item = items.find(({ type }) => type === ITEM.userInformation);
  return decodeUserInformation(item?.value ?? Buffer.alloc(0));
}

function proposedContexts(items: readonly Item[]): readonly ProposedContext[] {
  const proposals = items.filter(({ type }) => type === ITEM.proposedContext);
  if (proposals.length > MAX_CONTEXTS) throw new ProtocolError(`There are more than ${MAX_CONTEXTS} contexts.`);
  const contexts = proposals.map(({ value }) => proposedContext(value));
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

function associateBody(titles: { calledAeTitle: string; callingAeTitle: string }, items: readonly Buffer[]): Buffer {
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.writeUInt16BE(PROTOCOL_VERSION, 0);
  fixed.write(titles.calledAeTitle.padEnd(16), 4, 16, 'latin1');
  fixed.write(titles.callingAeTitle.padEnd(16), 20, 16, 'latin1');
  return Buffer.concat([fixed, textItem(ITEM.applicationContext, APPLICATION_CONTEXT), ...items]);
}

/** Spaces around a title are not significant (PS3.8 §9.3.2); some peers pad with nulls. */
function aeTitle(body: Buffer, at: number): string {
  return withoutPadding(body.toString('latin1', at, at + 16)).replace(/^ +/, '');
}
