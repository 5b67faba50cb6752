import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDataSet } from '../../../service/dicom/data-set-reader.js';
import { knownTransferSyntaxes } from '../../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../../service/errors/registry.js';
import {
  ctDataSet,
  ctElements,
  dataSetBytes,
  type ElementSpec,
  type Encoding,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  header,
  IMPLICIT_LITTLE,
} from '../../support/data-sets.js';
import { randomNumbers } from '../../support/random-numbers.js';

const SYNTAX = { explicit: '1.2.840.10008.1.2.1', implicit: '1.2.840.10008.1.2', big: '1.2.840.10008.1.2.2' } as const;
const DEFLATED = '1.2.840.10008.1.2.1.99';
const RLE = '1.2.840.10008.1.2.5';
const whole = (bytes: Buffer, syntax: string = SYNTAX.explicit) => readDataSet(bytes, syntax, { extent: 'whole' });
const start = (bytes: Buffer, syntax: string = SYNTAX.explicit) => readDataSet(bytes, syntax, { extent: 'start' });
const unreadable = expect.objectContaining({ code: 'instance.unreadable' });

const NESTED: readonly ElementSpec[] = [
  { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
  {
    tag: 0x00081140,
    vr: 'SQ',
    undefinedLength: true,
    items: [
      { elements: [{ tag: 0x00081155, vr: 'UI', value: '1.2.4' }], undefinedLength: true },
      {
        elements: [
          { tag: 0x00081155, vr: 'UI', value: '1.2.5' },
          { tag: 0x00081199, vr: 'SQ', items: [{ elements: [{ tag: 0x00081150, vr: 'UI', value: '1.2.6' }] }] },
        ],
      },
    ],
  },
  { tag: 0x00081141, vr: 'SQ', items: [] },
  { tag: 0x00280010, vr: 'US', value: Buffer.from([0, 2]) },
];

describe('a data set', () => {
  it.each<[string, string, Encoding]>([
    ['Explicit VR Little Endian', SYNTAX.explicit, EXPLICIT_LITTLE],
    ['Implicit VR Little Endian', SYNTAX.implicit, IMPLICIT_LITTLE],
    ['Explicit VR Big Endian', SYNTAX.big, EXPLICIT_BIG],
  ])('in %s is read with its sequences', (_, syntax, encoding) => {
    const read = whole(dataSetBytes(NESTED, encoding), syntax);
    expect(read.ascii(0x00080018)).toBe('1.2.3');
    const [first, second] = read.items(0x00081140);
    expect(first.ascii(0x00081155)).toBe('1.2.4');
    expect(second.ascii(0x00081155)).toBe('1.2.5');
    expect(second.items(0x00081199)[0].ascii(0x00081150)).toBe('1.2.6');
    expect(read.items(0x00081141)).toEqual([]);
    expect(read.uint16(0x00280010)).toBe(encoding.littleEndian ? 512 : 2);
  });

  it('that is deflated is inflated first', () => {
    expect(whole(deflateRawSync(ctDataSet('1.2.9')), DEFLATED).ascii(0x00080018)).toBe('1.2.9');
  });

  it('keeps encapsulated pixel data as they lie, fragments and delimiters', () => {
    const fragments = [Buffer.alloc(10, 1), Buffer.alloc(4, 2)];
    const bytes = dataSetBytes([{ tag: 0x7fe00010, vr: 'OB', fragments }]);
    expect(whole(bytes, RLE).bytes(0x7fe00010)).toEqual(bytes.subarray(12));
  });

  it('may hold a UN of undefined length, whose items are in Implicit VR (PS3.5 §6.2.2)', () => {
    const inside = dataSetBytes([{ tag: 0x00081155, vr: 'UI', value: '1.2.7' }], IMPLICIT_LITTLE);
    const bytes = Buffer.concat([
      header(0x00091001, 'UN', 0xffffffff),
      header(0xfffee000, '', inside.length, IMPLICIT_LITTLE),
      inside,
      header(0xfffee0dd, '', 0, IMPLICIT_LITTLE),
      dataSetBytes([{ tag: 0x00100020, vr: 'LO', value: 'BEHIND' }]),
    ]);
    const read = whole(bytes);
    expect(read.items(0x00091001)[0].ascii(0x00081155)).toBe('1.2.7');
    expect(read.ascii(0x00100020)).toBe('BEHIND');
  });

  it('is read up to a tag if no more is wanted', () => {
    const read = readDataSet(ctDataSet('1.2.9'), SYNTAX.explicit, { extent: 'start', before: 0x00200000 });
    expect(Math.max(...read.elements.keys())).toBe(0x00080060);
    expect(read.truncated).toBe(false);
  });
});

describe('a start of a data set', () => {
  it('gives the elements that are whole, wherever it was cut', () => {
    const bytes = ctDataSet('1.2.9', { pixels: Buffer.alloc(64) });
    const all = whole(bytes).elements.size;
    for (let length = 0; length < bytes.length; length++) {
      const read = start(bytes.subarray(0, length));
      expect(read.elements.size).toBeLessThan(all);
      expect(() => whole(bytes.subarray(0, length)).elements.size === all).not.toThrow(RangeError);
    }
    expect(start(bytes.subarray(0, bytes.length - 1)).truncated).toBe(true);
  });

  it('that is cut within a sequence keeps what lies before it', () => {
    const bytes = dataSetBytes(NESTED);
    const read = start(bytes.subarray(0, 40));
    expect(read.ascii(0x00080018)).toBe('1.2.3');
    expect(read.truncated).toBe(true);
  });

  it('says how much of it are whole elements, and whether one is cut, wherever that is', () => {
    const items = [{ elements: NESTED }, { elements: NESTED, undefinedLength: true }];
    const elements: readonly ElementSpec[] = [
      { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
      { tag: 0x00081140, vr: 'SQ', items, undefinedLength: true },
      { tag: 0x00081150, vr: 'SQ', items },
      { tag: 0x00100020, vr: 'LO', value: 'BEHIND' },
    ];
    const bytes = dataSetBytes(elements);
    const ends = elements.map((_, i) => dataSetBytes(elements.slice(0, i)).length);
    for (let cut = 0; cut < bytes.length; cut++) {
      const { truncated, bytesRead } = start(bytes.subarray(0, cut));
      expect({ cut, truncated, bytesRead }).toEqual({
        cut,
        truncated: !ends.includes(cut),
        bytesRead: Math.max(...ends.filter((end) => end <= cut)),
      });
    }
  });

  it('of a deflated data set is read as far as it inflates', () => {
    const deflated = deflateRawSync(ctDataSet('1.2.9', { pixels: noise(200_000) }));
    expect(start(deflated.subarray(0, 4096), DEFLATED).ascii(0x00080018)).toBe('1.2.9');
  });

  it('that swells to more than any header is not inflated that far', () => {
    const read = start(deflateRawSync(ctDataSet('1.2.9', { pixels: Buffer.alloc(64 << 20) })), DEFLATED);
    expect(read.ascii(0x00080018)).toBe('1.2.9');
    expect(read.truncated).toBe(true);
  });
});

describe('bytes that lie', () => {
  it.each([
    ['claim 2 GiB of pixels', header(0x7fe00010, 'OW', 0x7ffffff0)],
    ['claim 4 GiB of pixels', header(0x7fe00010, 'OW', 0xfffffffe)],
    ['end within a header', Buffer.from([0x10, 0, 0x20])],
    ['have no value representation', Buffer.from([0x10, 0, 0x20, 0, 1, 2, 0, 0])],
    [
      'put an element where an item belongs',
      Buffer.concat([header(0x00081140, 'SQ', 0xffffffff), header(0x00081155, 'UI', 0)]),
    ],
    [
      'let pixel data end within a fragment',
      Buffer.concat([header(0x7fe00010, 'OB', 0xffffffff), header(0xfffee000, '', 100, IMPLICIT_LITTLE)]),
    ],
  ])('and %s are refused', (_, tail) => {
    const bytes = Buffer.concat([dataSetBytes(ctElements('1.2.9').slice(0, 5)), tail]);
    expect(() => whole(bytes)).toThrow(unreadable);
  });

  it('and nest 20 000 sequences are refused', () => {
    const level = Buffer.concat([
      header(0x00081140, 'SQ', 0xffffffff),
      header(0xfffee000, '', 0xffffffff, IMPLICIT_LITTLE),
    ]);
    const nest = Buffer.concat(Array.from({ length: 20_000 }, () => level));
    expect(() => whole(nest)).toThrow(unreadable);
    expect(() => start(nest)).toThrow(unreadable);
  });

  it('in an unknown transfer syntax are refused', () => {
    expect(() => whole(ctDataSet('1.2.9'), '1.2.3')).toThrow(unreadable);
  });

  it('and are no deflated stream are refused', () => {
    expect(() => start(noise(4096), DEFLATED)).toThrow(unreadable);
    expect(() => whole(noise(4096), DEFLATED)).toThrow(unreadable);
  });

  it('at random are refused or read, in every syntax, and nothing else', () => {
    const outcomes = { read: 0, refused: 0 };
    for (const { uid } of knownTransferSyntaxes()) {
      for (let seed = 0; seed < 100; seed++) {
        for (const read of [whole, start]) outcomes[outcomeOf(() => read(noise(seed * 3, seed), uid))]++;
      }
    }
    expect(outcomes.read).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});

function outcomeOf(read: () => unknown): 'read' | 'refused' {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof CambiumError && error.code === 'instance.unreadable') return 'refused';
    throw error;
  }
}

function noise(length: number, seed = 1): Buffer {
  const random = randomNumbers(seed);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}
