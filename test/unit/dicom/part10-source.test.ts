import { describe, expect, it } from 'vitest';
import { openDataSet } from '../../../service/dicom/part10-source.js';
import { ctDataSet, part10Bytes } from '../../support/data-sets.js';
import { EXPLICIT, IMPLICIT } from '../../support/pdu-bytes.js';

const DATA_SET = ctDataSet('1.2.3', { pixels: Buffer.alloc(200_000, 7) });
const FILE = part10Bytes(DATA_SET);

/** A file read in pieces; how often it was let go. */
function source(file: Buffer, size: number) {
  const counted = { closed: 0 };
  const open = async function* () {
    try {
      for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
    } finally {
      counted.closed++;
    }
  };
  return { open, counted };
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('openDataSet', () => {
  it('gives the data set of a file in memory', async () => {
    expect((await joined(await openDataSet(FILE, EXPLICIT))).equals(DATA_SET)).toBe(true);
  });

  it.each([1, 1000, 65_536, 1_000_000])('gives the data set of a file read in pieces of %i bytes', async (size) => {
    const { open, counted } = source(FILE, size);
    expect((await joined(await openDataSet(open, EXPLICIT))).equals(DATA_SET)).toBe(true);
    expect(counted.closed).toBe(1);
  });

  it('gives that of a file that is shorter than any meta information may be', async () => {
    const small = ctDataSet('1.2.3', { pixels: Buffer.alloc(2) });
    const { open } = source(part10Bytes(small), 100);
    expect((await joined(await openDataSet(open, EXPLICIT))).equals(small)).toBe(true);
  });

  it('lets the file go when its reader leaves early', async () => {
    const { open, counted } = source(FILE, 1000);
    for await (const _ of await openDataSet(open, EXPLICIT)) break;
    expect(counted.closed).toBe(1);
  });

  it.each([
    ['is in another transfer syntax', FILE, IMPLICIT],
    ['ends within its meta information', FILE.subarray(0, 170), EXPLICIT],
  ])('refuses a file that %s, and lets it go', async (_, file, transferSyntaxUid) => {
    const { open, counted } = source(file, 1000);
    await expect(openDataSet(open, transferSyntaxUid)).rejects.toMatchObject({ code: 'instance.unreadable' });
    await expect(openDataSet(file, transferSyntaxUid)).rejects.toMatchObject({ code: 'instance.unreadable' });
    expect(counted.closed).toBe(1);
  });
});
