import { describe, expect, it } from 'vitest';
import { implicitVr } from '../../../service/dicom/implicit-vr.js';
import {
  dataSetBytes,
  type ElementSpec,
  elementBytes,
  header,
  IMPLICIT_LITTLE,
  type ItemSpec,
} from '../../support/data-sets.js';

const NAME: ElementSpec = { tag: 0x00100010, vr: 'PN', value: 'A^B' };
const TEXT: ElementSpec = { tag: 0x0040a160, vr: 'UT', value: 'words' };
const PIXELS: ElementSpec = { tag: 0x7fe00010, vr: 'OW', value: Buffer.alloc(100, 5) };
const PRIVATE: ElementSpec = { tag: 0x00091001, vr: 'UN', value: Buffer.from([1, 2, 3, 4]) };
const SEQUENCE = 0x0040a730;
const ITEM_END = Buffer.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0]);
const SEQUENCE_END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function transcoded(explicit: Buffer, size = 1000): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of implicitVr(inPieces(explicit, size))) pieces.push(piece);
  return Buffer.concat(pieces);
}

const sequence = (items: readonly ItemSpec[], undefinedLength = true, tag = SEQUENCE): ElementSpec => {
  return { tag, vr: 'SQ', items, undefinedLength };
};
const item = (elements: readonly ElementSpec[], undefinedLength = true): ItemSpec => ({ elements, undefinedLength });

/** A sequence in a sequence, an empty item and an empty sequence, delimited or measured. */
const nested = (undefinedLength: boolean): readonly ElementSpec[] => [
  NAME,
  sequence(
    [
      item(
        [TEXT, sequence([item([TEXT], undefinedLength), item([], undefinedLength)], undefinedLength)],
        undefinedLength,
      ),
      item([sequence([], undefinedLength, 0x00081115)], undefinedLength),
    ],
    undefinedLength,
  ),
  PIXELS,
];

describe('implicitVr', () => {
  it.each([1, 2, 7, 8, 11, 12, 13, 1000])('rewrites headers and keeps values, in pieces of %i bytes', async (size) => {
    const elements = [PRIVATE, NAME, ...nested(true).slice(1)];
    expect(await transcoded(dataSetBytes(elements), size)).toEqual(dataSetBytes(elements, IMPLICIT_LITTLE));
  });

  it('delimits sequences and items whose length was known', async () => {
    expect(await transcoded(dataSetBytes(nested(false)))).toEqual(dataSetBytes(nested(true), IMPLICIT_LITTLE));
  });

  it('keeps a UN of undefined length, which is a sequence in Implicit VR, its private parts unread', async () => {
    const inner = dataSetBytes([sequence([item([TEXT])], false), NAME], IMPLICIT_LITTLE);
    const value = Buffer.concat([
      Buffer.from([0xfe, 0xff, 0x00, 0xe0, 255, 255, 255, 255]),
      inner,
      ITEM_END,
      SEQUENCE_END,
    ]);
    const explicit = Buffer.concat([header(0x00091010, 'UN', 0xffffffff), value, dataSetBytes([PIXELS])]);
    const implicit = Buffer.concat([
      header(0x00091010, 'UN', 0xffffffff, IMPLICIT_LITTLE),
      value,
      dataSetBytes([PIXELS], IMPLICIT_LITTLE),
    ]);
    expect(await transcoded(explicit)).toEqual(implicit);
  });

  it('leaves out group lengths, which would no longer be true', async () => {
    const length: ElementSpec = { tag: 0x00100000, vr: 'UL', value: Buffer.from([12, 0, 0, 0]) };
    const explicit = dataSetBytes([length, NAME, sequence([item([length, TEXT], false)], false)]);
    expect(await transcoded(explicit)).toEqual(dataSetBytes([NAME, sequence([item([TEXT])])], IMPLICIT_LITTLE));
  });

  it('makes nothing of nothing', async () => {
    expect(await transcoded(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
  });

  it('lets its source go when its reader leaves early', async () => {
    let closed = false;
    const source = async function* () {
      try {
        for (;;) yield dataSetBytes([NAME]);
      } finally {
        closed = true;
      }
    };
    for await (const _ of implicitVr(source())) break;
    expect(closed).toBe(true);
  });

  const delimited = dataSetBytes([sequence([item([NAME])])]);
  const shortItem = Buffer.concat([
    header(SEQUENCE, 'SQ', 18),
    Buffer.from([0xfe, 0xff, 0x00, 0xe0, 10, 0, 0, 0]),
    elementBytes(NAME),
    ITEM_END,
    SEQUENCE_END,
  ]);
  it.each([
    ['an element ends past it', dataSetBytes([NAME]).subarray(0, 10)],
    ['it ends within a short header', dataSetBytes([NAME]).subarray(0, 5)],
    ['it ends within a long header', dataSetBytes([TEXT]).subarray(0, 10)],
    ['a sequence does not end', delimited.subarray(0, -8)],
    ['an item does not end', delimited.subarray(0, -16)],
    ['an element ends past its item', shortItem],
    ['an element has no value representation', Buffer.from([8, 0, 5, 0, 1, 2, 3, 4])],
    ['a delimiter has nothing to end', Buffer.concat([dataSetBytes([NAME]), ITEM_END])],
    ['a sequence holds something that is no item', Buffer.concat([header(SEQUENCE, 'SQ', 12), elementBytes(NAME)])],
    ['its pixel data are encapsulated', dataSetBytes([{ tag: 0x7fe00010, vr: 'OB', fragments: [Buffer.alloc(8)] }])],
  ])('refuses a data set where %s', async (_, explicit) => {
    await expect(transcoded(explicit)).rejects.toMatchObject({ code: 'instance.unreadable' });
  });
});
