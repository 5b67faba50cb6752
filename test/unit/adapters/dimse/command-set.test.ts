import { describe, expect, it } from 'vitest';
import {
  decodeCommandSet,
  encodeEchoRequest,
  encodeResponse,
  encodeStoreRequest,
} from '../../../../adapters/dimse/command-set.js';
import { ProtocolError } from '../../../../adapters/dimse/protocol-error.js';
import { CT_CLASS, echoCommand, storeCommand, VERIFICATION_CLASS } from '../../../support/pdu-bytes.js';
import { randomNumbers } from '../../../support/random-numbers.js';

describe('a command set', () => {
  it('of a C-STORE is read', () => {
    expect(decodeCommandSet(storeCommand('1.2.9', 7))).toMatchObject({
      commandField: 0x0001,
      messageId: 7,
      hasDataSet: true,
      affectedSopClassUid: CT_CLASS,
      affectedSopInstanceUid: '1.2.9',
    });
  });

  it.each(['../../etc/passwd', ' 1.2.9', '1.2.9\0\0\0', '1.2.09'])('keeps a UID that is wrong: %j', (uid) => {
    expect(decodeCommandSet(storeCommand(uid)).affectedSopInstanceUid).not.toBe('1.2.9');
  });

  it('of ours is what PS3.7 asks for, byte by byte', () => {
    expect(encodeStoreRequest(7, CT_CLASS, '1.2.9')).toEqual(storeCommand('1.2.9', 7));
    expect(encodeEchoRequest(3, VERIFICATION_CLASS)).toEqual(echoCommand(3));
  });

  it('of a response names the request it answers and its status', () => {
    const response = decodeCommandSet(encodeResponse(decodeCommandSet(storeCommand('1.2.9', 7)), 0xa700));
    expect(response).toMatchObject({ commandField: 0x8001, messageId: 7, hasDataSet: false, status: 0xa700 });
    expect(response.affectedSopInstanceUid).toBe('1.2.9');
  });

  it('without a Command Field, with another group, or cut is refused', () => {
    const whole = storeCommand('1.2.9');
    expect(() => decodeCommandSet(Buffer.alloc(0))).toThrow(ProtocolError);
    expect(() => decodeCommandSet(Buffer.from([8, 0, 0x16, 0, 0, 0, 0, 0]))).toThrow(ProtocolError);
    for (let cut = 1; cut < 8; cut++)
      expect(() => decodeCommandSet(whole.subarray(0, whole.length - cut))).toThrow(ProtocolError);
  });

  it('at random is refused or read, and nothing else', () => {
    const random = randomNumbers(3);
    for (let time = 0; time < 3000; time++) {
      const bytes = Buffer.from(storeCommand('1.2.9'));
      for (let change = 0; change <= random() * 5; change++)
        bytes[Math.floor(random() * bytes.length)] = random() * 256;
      try {
        decodeCommandSet(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }
  });
});
