/** An acceptor that takes every instance it is sent, tells of its data set and how long it took to come. */
import { type DimsePeer, type ScriptedAcceptor, scriptedAcceptor } from '../support/dimse-peer.js';
import {
  associateAccept,
  data,
  EXPLICIT,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASED,
  responseCommand,
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
  const request = await peer.pdu();
  if (request?.type !== PDU_TYPE.associate) return;
  peer.send(associateAccept(proposedIds(request.body).map((id) => ({ id, result: 0, transferSyntax: EXPLICIT }))));
  let command = Buffer.alloc(0);
  let fragments: Buffer[] = [];
  let since = performance.now();
  for (let next = await peer.pdu(); next; next = await peer.pdu()) {
    if (next.type === PDU_TYPE.release) peer.send(RELEASED);
    if (next.type !== PDU_TYPE.data) continue;
    for (const { contextId, control, value } of valuesOf(next.body)) {
      if (control & PDV.command) command = Buffer.concat([command, value]);
      else fragments.push(value);
      if (control !== PDV.lastOfData) continue;
      onKept({ dataSet: Buffer.concat(fragments), milliseconds: performance.now() - since });
      peer.send(data(pdv(contextId, PDV.lastOfCommand, responseCommand(command, 0))));
      command = Buffer.alloc(0);
      fragments = [];
      since = performance.now();
    }
  }
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
