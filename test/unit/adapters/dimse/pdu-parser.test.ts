import { describe, expect, it } from 'vitest';
import { PduParser, type PduTaker } from '../../../../adapters/dimse/pdu-parser.js';
import { ProtocolError } from '../../../../adapters/dimse/protocol-error.js';
import {
  associateRequest,
  data,
  echoCommand,
  PDV,
  pdu,
  pdv,
  RELEASE,
  storeCommand,
} from '../../../support/pdu-bytes.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const MAX_PDU_LENGTH = 16384;

/** Writes down what a parser finds; pieces of one fragment are one entry, wherever they were cut. */
class Protocol implements PduTaker {
  readonly found: string[] = [];
  #fragment = '';

  dataPdu(): void {
    this.found.push('P-DATA-TF');
  }

  fragment(header: object, bytes: Buffer, whole: boolean): void {
    this.#fragment += bytes.toString('hex');
    if (!whole) return;
    this.found.push(`${JSON.stringify(header)} ${this.#fragment}`);
    this.#fragment = '';
  }

  pdu(type: number, body: Buffer): void {
    this.found.push(`${type} ${body.toString('hex')}`);
  }
}

const STREAM = Buffer.concat([
  associateRequest(),
  data(pdv(1, PDV.lastOfCommand, echoCommand()), pdv(3, PDV.command, Buffer.alloc(0))),
  data(pdv(3, PDV.lastOfCommand, storeCommand('1.2.3'))),
  data(pdv(3, PDV.data, Buffer.from('abc')), pdv(3, PDV.lastOfData, Buffer.from('d'))),
  pdu(7, Buffer.alloc(0)),
  RELEASE,
]);

function parsed(chunks: readonly Buffer[]): readonly string[] {
  const protocol = new Protocol();
  const parser = new PduParser(protocol, MAX_PDU_LENGTH);
  for (const chunk of chunks) expect(parser.push(chunk)).toBe(chunk.length);
  return protocol.found;
}

function cut(bytes: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe('a PDU parser', () => {
  const whole = parsed([STREAM]);

  it('finds each PDU and each fragment in its order', () => {
    expect(whole.map((entry) => entry.split(' ')[0])).toEqual([
      '1',
      'P-DATA-TF',
      '{"contextId":1,"command":true,"last":true,"length":68}',
      '{"contextId":3,"command":true,"last":false,"length":0}',
      'P-DATA-TF',
      expect.stringContaining('"contextId":3,"command":true,"last":true'),
      'P-DATA-TF',
      '{"contextId":3,"command":false,"last":false,"length":3}',
      '{"contextId":3,"command":false,"last":true,"length":1}',
      '7',
      '5',
    ]);
  });

  it('finds the same however the bytes are cut', () => {
    for (let size = 1; size < STREAM.length; size++) expect(parsed(cut(STREAM, size))).toEqual(whole);
    for (let at = 1; at < STREAM.length; at++)
      expect(parsed([STREAM.subarray(0, at), STREAM.subarray(at)])).toEqual(whole);
  });

  it('hands fragments on as parts of what was pushed', () => {
    const buffers = new Set<ArrayBufferLike>();
    const parser = new PduParser(
      { dataPdu: () => undefined, pdu: () => undefined, fragment: (_, { buffer }) => buffers.add(buffer) },
      MAX_PDU_LENGTH,
    );
    const pushed = Buffer.from(new Uint8Array(data(pdv(3, PDV.data, Buffer.alloc(9000)))));
    parser.push(pushed);
    expect([...buffers]).toEqual([pushed.buffer]);
  });

  it('stops at the byte where it is halted, and goes on from there', () => {
    const protocol = new Protocol();
    const parser = new PduParser(protocol, MAX_PDU_LENGTH);
    const halting = new PduParser(
      {
        dataPdu: () => protocol.dataPdu(),
        fragment(header, bytes, last) {
          protocol.fragment(header, bytes, last);
          halting.halt();
        },
        pdu(type, body) {
          protocol.pdu(type, body);
          halting.halt();
        },
      },
      MAX_PDU_LENGTH,
    );
    expect(parser.push(Buffer.alloc(0))).toBe(0);
    for (let at = 0; at < STREAM.length; halting.resume()) {
      const used = halting.push(STREAM.subarray(at));
      expect(halting.push(STREAM.subarray(at + used))).toBe(0);
      at += used;
    }
    expect(protocol.found).toEqual(whole);
  });

  it.each([
    ['a P-DATA-TF', pdu(4, Buffer.alloc(0), MAX_PDU_LENGTH + 1)],
    ['an A-ASSOCIATE-RQ', pdu(1, Buffer.alloc(0), 256 * 1024 + 1)],
    ['an A-RELEASE-RQ', pdu(5, Buffer.alloc(0), 5)],
    ['an A-ABORT of 4 GiB', pdu(7, Buffer.alloc(0), 0xffffffff)],
    ['a presentation data value', data(pdv(1, 3, Buffer.alloc(0), 9))],
  ])('refuses %s that claims too much before a byte of it has come', (_, bytes) => {
    expect(() => parsed([bytes])).toThrow(ProtocolError);
  });

  it('finds or refuses whatever random bytes there are, and nothing else', () => {
    const random = randomNumbers(5);
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(STREAM);
      for (let change = 0; change <= random() * 4; change++)
        bytes[Math.floor(random() * bytes.length)] = random() * 256;
      try {
        parsed(cut(bytes, 1 + Math.floor(random() * 300)));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }
  });
});
