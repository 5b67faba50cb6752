import { describe, expect, it } from 'vitest';
import { CONTEXT_RESULT } from '../../../../adapters/dimse/associate-pdu.js';
import { answerContext } from '../../../../adapters/dimse/negotiate-contexts.js';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const VERIFICATION = '1.2.840.10008.1.1';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG = '1.2.840.10008.1.2.2';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const RLE = '1.2.840.10008.1.2.5';
const UNKNOWN = '1.2.840.10008.1.2.4.999';

const answer = (abstractSyntax: string, transferSyntaxes: readonly string[], allowed = ['store', 'echo']) =>
  answerContext({ id: 5, abstractSyntax, transferSyntaxes }, (service) => allowed.includes(service));

describe('a Presentation Context', () => {
  it.each([
    [[IMPLICIT], IMPLICIT],
    [[IMPLICIT, EXPLICIT], EXPLICIT],
    [[EXPLICIT, IMPLICIT, BIG], EXPLICIT],
    [[BIG], BIG],
    [[IMPLICIT, JPEG_LOSSLESS, EXPLICIT], JPEG_LOSSLESS],
    [[RLE, JPEG_LOSSLESS], RLE],
    [[DEFLATED, IMPLICIT], IMPLICIT],
    [[DEFLATED, BIG], BIG],
    [[DEFLATED], DEFLATED],
    [[UNKNOWN, EXPLICIT], EXPLICIT],
  ])('that offers %j is accepted in %s', (offered, chosen) => {
    expect(answer(CT, offered)).toEqual({ id: 5, result: CONTEXT_RESULT.acceptance, transferSyntax: chosen });
  });

  it.each([
    ['without a syntax we know', CT, [UNKNOWN], CONTEXT_RESULT.transferSyntaxesNotSupported],
    ['without any syntax', CT, [], CONTEXT_RESULT.transferSyntaxesNotSupported],
    ['of Study Root FIND', '1.2.840.10008.5.1.4.1.2.2.1', [IMPLICIT], CONTEXT_RESULT.abstractSyntaxNotSupported],
    ['without an abstract syntax', '', [IMPLICIT], CONTEXT_RESULT.abstractSyntaxNotSupported],
  ])('%s is refused by its reason', (_, abstractSyntax, offered, result) => {
    expect(answer(abstractSyntax, offered).result).toBe(result);
  });

  it('of a service the peer may not use is refused by the user', () => {
    expect(answer(CT, [EXPLICIT], ['echo']).result).toBe(CONTEXT_RESULT.userRejection);
    expect(answer(VERIFICATION, [IMPLICIT], ['echo']).result).toBe(CONTEXT_RESULT.acceptance);
    expect(answer(VERIFICATION, [IMPLICIT], ['store']).result).toBe(CONTEXT_RESULT.userRejection);
  });
});
