import { describe, expect, it } from 'vitest';
import {
  CONTEXT_RESULT,
  decodeAssociateAccept,
  decodeAssociateRequest,
  encodeAssociateAccept,
  encodeAssociateRequest,
} from '../../../../adapters/dimse/associate-pdu.js';
import { ProtocolError } from '../../../../adapters/dimse/protocol-error.js';
import { associateAccept, associateBody, CT_CLASS, EXPLICIT, IMPLICIT } from '../../../support/pdu-bytes.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const PDU_HEADER_BYTES = 6;
const bodyOf = (pdu: Buffer) => pdu.subarray(PDU_HEADER_BYTES);

describe('an A-ASSOCIATE-RQ', () => {
  it('says who calls whom, for what, and how much it takes', () => {
    const role = { sopClass: CT_CLASS, scu: 1, scp: 0 };
    expect(decodeAssociateRequest(associateBody({ calling: ' PEER', asyncWindow: [0, 0], role }))).toMatchObject({
      calledAeTitle: 'CAMBIUM',
      callingAeTitle: 'PEER',
      applicationContext: '1.2.840.10008.3.1.1.1',
      contexts: [
        { id: 1, transferSyntaxes: [IMPLICIT] },
        { id: 3, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT] },
      ],
      maxPduLength: 16384,
      asynchronous: true,
      roles: [{ sopClassUid: CT_CLASS, scu: true, scp: false }],
    });
  });

  it('of ours is read back as it was meant', () => {
    const request = {
      calledAeTitle: 'ARCHIVE',
      callingAeTitle: 'SIXTEEN_LETTERS_',
      contexts: [{ id: 1, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT, IMPLICIT] }],
      maxPduLength: 131072,
    };
    expect(decodeAssociateRequest(bodyOf(encodeAssociateRequest(request)))).toMatchObject(request);
  });

  it('keeps contexts that come in falling order', () => {
    const contexts = [5, 3, 1].map((id) => ({ id, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT] }));
    expect(decodeAssociateRequest(associateBody({ contexts })).contexts.map(({ id }) => id)).toEqual([5, 3, 1]);
  });

  it('cut anywhere is refused or read, and nothing else', () => {
    const body = associateBody({ asyncWindow: [1, 1], role: { sopClass: CT_CLASS, scu: 1, scp: 0 } });
    for (let length = 0; length < body.length; length++) refusedOrRead(body.subarray(0, length));
  });

  it('mutated anyhow is refused or read, and nothing else', () => {
    const random = randomNumbers(8);
    const body = associateBody({ asyncWindow: [1, 1], role: { sopClass: CT_CLASS, scu: 1, scp: 0 } });
    for (let time = 0; time < 3000; time++) {
      const mutated = Buffer.from(body);
      for (let change = 0; change <= random() * 4; change++)
        mutated[Math.floor(random() * body.length)] = random() * 256;
      refusedOrRead(mutated);
    }
  });

  it('whose UIDs are padded with thousands of spaces is read at once', () => {
    const contexts = Array.from({ length: 4 }, (_, i) => ({
      id: i * 2 + 1,
      abstractSyntax: CT_CLASS,
      transferSyntaxes: [`${' '.repeat(60_000)}x`],
    }));
    const body = associateBody({ contexts });
    const started = performance.now();
    decodeAssociateRequest(body);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('an A-ASSOCIATE-AC', () => {
  it('answers each context, with one operation at a time', () => {
    const request = decodeAssociateRequest(associateBody({ asyncWindow: [0, 0] }));
    const answers = [
      { id: 1, result: CONTEXT_RESULT.abstractSyntaxNotSupported, transferSyntax: IMPLICIT },
      { id: 3, result: CONTEXT_RESULT.acceptance, transferSyntax: EXPLICIT },
    ];
    const body = bodyOf(encodeAssociateAccept(request, answers, { ...request, maxPduLength: 65536 }));
    expect(decodeAssociateAccept(body)).toEqual({ contexts: answers, maxPduLength: 65536 });
    expect(body.includes(Buffer.from([0x53, 0, 0, 4, 0, 1, 0, 1]))).toBe(true);
  });

  it('says nothing of asynchronous operations to a peer that did not', () => {
    const request = decodeAssociateRequest(associateBody({}));
    expect(bodyOf(encodeAssociateAccept(request, [], request)).includes(Buffer.from([0x53, 0, 0, 4]))).toBe(false);
  });

  it('with a result nobody knows is no acceptance', () => {
    const accept = bodyOf(associateAccept([{ id: 1, result: 9 }], 0));
    expect(decodeAssociateAccept(accept)).toEqual({
      contexts: [{ id: 1, result: CONTEXT_RESULT.noReason, transferSyntax: EXPLICIT }],
      maxPduLength: 0,
    });
  });
});

function refusedOrRead(body: Buffer): void {
  try {
    decodeAssociateRequest(body);
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
  }
}
