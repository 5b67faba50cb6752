/**
 * Every data set that was sent to its end, by digest: what is stored must be one of them. One that came in part, or was put
 * together of parts of two, is not.
 */
import { createHash } from 'node:crypto';
import { PDU_TYPE, PDV } from '../support/pdu-bytes.js';
import { splitPdus } from './length-fields.js';

export class SentDataSets {
  readonly #digests = new Set<string>();

  /** What was sent on one connection. */
  add(bytes: Buffer): void {
    for (const dataSet of dataSetsIn(bytes)) this.#digests.add(digestOf(dataSet));
  }

  has(dataSet: Buffer): boolean {
    return this.#digests.has(digestOf(dataSet));
  }
}

export function digestOf(dataSet: Buffer): string {
  return createHash('sha1').update(dataSet).digest('base64');
}

/** As far as the PDUs are right in form; a receiver may have stopped before. */
function dataSetsIn(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (const { control, fragment } of splitPdus(bytes).flatMap(valuesOf)) {
    if (control & PDV.command) fragments = [];
    else fragments.push(fragment);
    if ((control & (PDV.command | PDV.last)) !== PDV.last) continue;
    found.push(Buffer.concat(fragments));
    fragments = [];
  }
  return found;
}

function valuesOf(pdu: Buffer): readonly { readonly control: number; readonly fragment: Buffer }[] {
  const values: { control: number; fragment: Buffer }[] = [];
  if (pdu[0] !== PDU_TYPE.data) return values;
  for (let at = 6; at + 6 <= pdu.length; ) {
    const end = at + 4 + pdu.readUInt32BE(at);
    if (end > pdu.length) break;
    values.push({ control: pdu[at + 5], fragment: pdu.subarray(at + 6, end) });
    at = end;
  }
  return values;
}
