/**
 * The User Information item of the A-ASSOCIATE PDUs (PS3.7 Annex D.3.3), both ways between bytes and what they say. A sub-item
 * this node does not know is skipped, as PS3.8 §9.3.1 asks; so are Common Extended Negotiation (D.3.3.6), whose service class
 * our contexts show anyway, and the names of the peer's implementation.
 */
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../service/dicom/part10.js';
import { ITEM } from './pdu.js';
import { decodeCounted, decodeItems, encodeCounted, encodeItem, type Item, textItem, uidText } from './pdu-items.js';
import { ProtocolError } from './protocol-error.js';

export interface RoleSelection {
  readonly sopClassUid: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

/** SOP Class Extended Negotiation: what the information says is the service class's matter. */
export interface ExtendedNegotiation {
  readonly sopClassUid: string;
  readonly information: Buffer;
}

export interface UserInformation {
  /** Longest P-DATA-TF the peer takes, bytes; 0 is no limit. */
  readonly maxPduLength: number;
  /** It offers more than one operation at a time. */
  readonly asynchronous: boolean;
  readonly roles: readonly RoleSelection[];
  readonly extended: readonly ExtendedNegotiation[];
}

/** @param value of the item. @throws ProtocolError */
export function decodeUserInformation(value: Buffer): UserInformation {
  const items = decodeItems(value);
  const values = (wanted: number) => items.filter(({ type }) => type === wanted).map((item: Item) => item.value);
  for (const identity of values(ITEM.userIdentity)) checkUserIdentity(identity);
  return {
    maxPduLength: maximumLength(values(ITEM.maximumLength)[0]),
    asynchronous: values(ITEM.asynchronousOperations).length > 0,
    roles: values(ITEM.roleSelection).map(roleSelection),
    extended: values(ITEM.extendedNegotiation).map(extendedNegotiation),
  };
}

/** @param maxPduLength the longest P-DATA-TF that we take. */
export function encodeUserInformation({ maxPduLength, asynchronous, roles, extended }: UserInformation): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(maxPduLength);
  return encodeItem(ITEM.userInformation, [
    encodeItem(ITEM.maximumLength, [length]),
    textItem(ITEM.implementationClassUid, IMPLEMENTATION_CLASS_UID),
    // One operation at a time, whatever window was offered (PS3.7 §D.3.3.3).
    ...(asynchronous ? [encodeItem(ITEM.asynchronousOperations, [Buffer.from([0, 1, 0, 1])])] : []),
    ...roles.map(({ sopClassUid, scu, scp }) =>
      encodeItem(ITEM.roleSelection, [encodeCounted(sopClassUid), Buffer.from([scu ? 1 : 0, scp ? 1 : 0])]),
    ),
    textItem(ITEM.implementationVersionName, IMPLEMENTATION_VERSION_NAME),
    ...extended.map(({ sopClassUid, information }) =>
      encodeItem(ITEM.extendedNegotiation, [encodeCounted(sopClassUid), information]),
    ),
  ]);
}

function maximumLength(value: Buffer | undefined): number {
  return value && value.length >= 4 ? value.readUInt32BE(0) : 0;
}

function roleSelection(bytes: Buffer): RoleSelection {
  const { value, rest } = decodeCounted(bytes);
  if (rest.length < 2) throw new ProtocolError('A role selection item is too short.');
  return { sopClassUid: uidText(value), scu: rest[0] === 1, scp: rest[1] === 1 };
}

function extendedNegotiation(bytes: Buffer): ExtendedNegotiation {
  const { value, rest } = decodeCounted(bytes);
  return { sopClassUid: uidText(value), information: rest };
}

/**
 * User Identity (PS3.7 §D.3.3.7): type, whether a response is wanted, two counted fields. This node verifies no user, so it
 * never gives the positive response, by which it would say that it had; a peer that insists on one may then abort. The fields
 * hold credentials and are looked at no further.
 */
function checkUserIdentity(bytes: Buffer): void {
  decodeCounted(decodeCounted(bytes.subarray(2)).rest);
}
