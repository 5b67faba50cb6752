import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { transferSyntax } from '../../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../../service/errors/registry.js';
import { CompletenessCheck } from '../../../service/receive/completeness-check.js';
import { ctdata } from '../../support/ctdata.js';
import {
  dataSetBytes,
  type ElementSpec,
  type Encoding,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  elementBytes,
  header,
  IMPLICIT_LITTLE,
} from '../../support/data-sets.js';
import { EXPLICIT, IMPLICIT } from '../../support/pdu-bytes.js';
import { withPeer } from '../../support/peers.js';
import { randomNumbers } from '../../support/random-numbers.js';

const SYNTAXES: readonly (readonly [string, Encoding])[] = [
  [EXPLICIT, EXPLICIT_LITTLE],
  [IMPLICIT, IMPLICIT_LITTLE],
  ['1.2.840.10008.1.2.2', EXPLICIT_BIG],
];

/** @param random where the bytes are cut into chunks. */
function isIncomplete(bytes: Buffer, transferSyntaxUid: string, random = () => 1): boolean {
  const syntax = transferSyntax(transferSyntaxUid);
  if (!syntax) throw new Error(`Unknown transfer syntax ${transferSyntaxUid}.`);
  const check = new CompletenessCheck(syntax);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() * Math.min(4096, bytes.length));
    check.follow(bytes.subarray(at, end));
    at = end;
  }
  return check.incomplete;
}

/** Sequences in sequences, of known and unknown length, around values of every layout. */
function nested(random: () => number, depth = 0): readonly ElementSpec[] {
  const count = 1 + Math.floor(random() * 4);
  return Array.from({ length: count }, (_, i): ElementSpec => {
    const tag = 0x00080000 + 0x100 * depth + i + 1;
    const length = Math.floor(random() * 40);
    if (depth < 4 && random() < 0.5) {
      const items = Array.from({ length: Math.floor(random() * 3) }, () => ({
        elements: nested(random, depth + 1),
        undefinedLength: random() < 0.5,
      }));
      return { tag, vr: 'SQ', items, undefinedLength: random() < 0.5 };
    }
    return {
      tag,
      vr: ['LO', 'OB', 'UT', 'US', 'UN', 'OV'][Math.floor(random() * 6)],
      value: Buffer.alloc(length, 'x'),
    };
  });
}

describe('completeness', () => {
  it.each(SYNTAXES)('of generated data sets in %s is seen, whole and cut between any two bytes', (uid, encoding) => {
    const random = randomNumbers(4);
    for (let round = 0; round < 60; round++) {
      const elements = nested(random);
      const whole = dataSetBytes(elements, encoding);
      expect(isIncomplete(whole, uid, random)).toBe(false);
      // Between two elements of the first level a data set may well end.
      const ends = new Set(elements.map((_, i) => dataSetBytes(elements.slice(0, i), encoding).length));
      for (let cut = 1; cut < whole.length; cut++) {
        expect(isIncomplete(whole.subarray(0, cut), uid, random)).toBe(!ends.has(cut));
      }
    }
  });

  it('of encapsulated pixel data is seen up to their delimiter', () => {
    const fragments = [Buffer.alloc(100, 1), Buffer.alloc(50, 2)];
    const pixels = elementBytes({ tag: 0x7fe00010, vr: 'OB', fragments });
    for (let cut = 1; cut < pixels.length; cut++) expect(isIncomplete(pixels.subarray(0, cut), EXPLICIT)).toBe(true);
    expect(isIncomplete(pixels, EXPLICIT)).toBe(false);
  });

  it.each([
    ['after an element without VR', Buffer.concat([Buffer.from([8, 0, 5, 0, 1, 2, 9, 9]), Buffer.alloc(3)])],
    ['within a UN of undefined length', Buffer.concat([header(0x00091001, 'UN', 0xffffffff), Buffer.alloc(3)])],
  ])('is not judged %s', (_, bytes) => {
    expect(isIncomplete(bytes, EXPLICIT)).toBe(false);
  });

  it('is not judged in deflated data', () => {
    expect(isIncomplete(deflateRawSync(Buffer.alloc(1000)).subarray(0, 5), '1.2.840.10008.1.2.1.99')).toBe(false);
  });
});

withPeer('ctdata', 'completeness of real files', () => {
  /** Every file that names a transfer syntax we know, and is whole by its own README. */
  function* realDataSets() {
    for (const entry of readdirSync(ctdata(), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.includes('truncated')) continue;
      const file = readFileSync(join(entry.parentPath, entry.name));
      if (file.toString('latin1', 128, 132) !== 'DICM') continue;
      const { meta, dataSet } = splitOrSkip(file) ?? {};
      if (dataSet && meta && transferSyntax(meta.transferSyntaxUid)) yield { uid: meta.transferSyntaxUid, dataSet };
    }
  }

  function splitOrSkip(file: Buffer) {
    try {
      return splitPart10(file);
    } catch (error) {
      if (error instanceof CambiumError) return undefined;
      throw error;
    }
  }

  it('is never doubted, and its lack is nearly always seen', { timeout: 60_000 }, () => {
    const random = randomNumbers(5);
    let files = 0;
    let cuts = 0;
    let seen = 0;
    for (const { uid, dataSet } of realDataSets()) {
      files++;
      expect(isIncomplete(dataSet, uid)).toBe(false);
      if (transferSyntax(uid)?.deflated) continue;
      for (let cut = 0; cut < 20; cut++, cuts++) {
        const start = dataSet.subarray(0, 1 + Math.floor(random() * (dataSet.length - 1)));
        if (isIncomplete(start, uid)) seen++;
      }
    }
    expect(files).toBeGreaterThan(500);
    expect(seen / cuts).toBeGreaterThan(0.95);
  });
});
