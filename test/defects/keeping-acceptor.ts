/** An acceptor that takes every instance it is sent, tells of its data set and how long it took to come. */
import { type DimsePeer, type ScriptedAcceptor, scriptedAcceptor } from '../support/dimse-peer.js';
import {
  ascii,
  associateAccept,
  command,
  commandElements,
  data,
  EXPLICIT,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASED,
  uint16le,
} from '../support/pdu-bytes.js';

export interface KeptInstance {
  readonly dataSet: Buffer;
  /** From the response before (or the acceptance) to the last byte, milliseconds. */
  readonly milliseconds: number;
}

/** @param onKept told of each, in its order. */
export async function keepingAcceptor(onKept: (instance: KeptInstance) => void): Promise<ScriptedAcceptor> {
  return scriptedAcceptor((peer) => keepAll(peer, onKept));
}

async function keepAll(peer: DimsePeer, onKept: (instance: KeptInstance) => void): Promise<void> {
  const associate = await peer.pdu();
  if (associate?.type !== PDU_TYPE.associate) return;
  peer.send(associateAccept(proposedIds(associate.body).map((id) => ({ id, result: 0, transferSyntax: EXPLICIT }))));
  let request = Buffer.alloc(0);
  let fragments: Buffer[] = [];
  let since = performance.now();
  for (let next = await peer.pdu(); next; next = await peer.pdu()) {
    if (next.type === PDU_TYPE.release) peer.send(RELEASED);
    if (next.type !== PDU_TYPE.data) continue;
    for (const { contextId, control, value } of valuesOf(next.body)) {
      if (control & PDV.command) request = Buffer.concat([request, value]);
      else fragments.push(value);
      if (control !== PDV.lastOfData) continue;
      onKept({ dataSet: Buffer.concat(fragments), milliseconds: performance.now() - since });
      peer.send(data(pdv(contextId, PDV.lastOfCommand, success(request))));
      request = Buffer.alloc(0);
      fragments = [];
      since = performance.now();
    }
  }
}

/** A C-STORE-RSP with every element one may have (PS3.7 §9.3.1.2), as archives send it. */
function success(request: Buffer): Buffer {
  const asked = commandElements(request);
  const given = (number: number) => asked.get(number) ?? Buffer.alloc(0);
  return command([
    [0x0002, given(0x0002)],
    [0x0100, uint16le(0x8001)],
    [0x0120, given(0x0110)],
    [0x0800, uint16le(0x0101)],
    [0x0900, uint16le(0x0000)],
    [0x0902, ascii('stored and committed to the archive'.padEnd(64))],
    [0x1000, given(0x1000)],
  ]);
}

function valuesOf(body: Buffer): readonly { contextId: number; control: number; value: Buffer }[] {
  const values: { contextId: number; control: number; value: Buffer }[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 4 + body.readUInt32BE(at);
    values.push({ contextId: body[at + 4], control: body[at + 5], value: body.subarray(at + 6, end) });
    at = end;
  }
  return values;
}

function proposedIds(body: Buffer): readonly number[] {
  const ids: number[] = [];
  for (let at = 68; at < body.length; at += 4 + body.readUInt16BE(at + 2))
    if (body[at] === 0x20) ids.push(body[at + 4]);
  return ids;
}
