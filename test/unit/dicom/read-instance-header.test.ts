import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../../service/dicom/read-instance-header.js';
import { CambiumError } from '../../../service/errors/registry.js';
import { ctdata } from '../../support/ctdata.js';
import {
  ctDataSet,
  type ElementSpec,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  uint16,
} from '../../support/data-sets.js';
import { CT_CLASS } from '../../support/pdu-bytes.js';
import { withPeer } from '../../support/peers.js';
import { randomNumbers } from '../../support/random-numbers.js';

const EXPLICIT = '1.2.840.10008.1.2.1';
/** A read takes a tenth of a millisecond; a busy machine may stop it for longer, a loop over what bytes claim takes seconds. */
const SLOWEST_MS = 500;

const more = (littleEndian: boolean): readonly ElementSpec[] => [
  { tag: 0x00180050, vr: 'DS', value: '1.25' },
  { tag: 0x00181210, vr: 'SH', value: 'B30f' },
  { tag: 0x00280010, vr: 'US', value: uint16(512, { explicitVr: true, littleEndian }) },
  { tag: 0x00280011, vr: 'US', value: uint16(511, { explicitVr: true, littleEndian }) },
  { tag: 0x00280030, vr: 'DS', value: '0.7\\0.8' },
  { tag: 0x00282110, vr: 'CS', value: '01' },
];

describe('the header of an instance', () => {
  it.each([
    ['1.2.840.10008.1.2.1', EXPLICIT_LITTLE],
    ['1.2.840.10008.1.2', IMPLICIT_LITTLE],
    ['1.2.840.10008.1.2.2', EXPLICIT_BIG],
  ])('is read in %s', (transferSyntaxUid, encoding) => {
    const bytes = ctDataSet('1.2.9', { more: more(encoding.littleEndian) }, encoding);
    expect(readInstanceHeader(bytes, transferSyntaxUid)).toMatchObject({
      sopClassUid: CT_CLASS,
      sopInstanceUid: '1.2.9',
      studyInstanceUid: '1.2.3.1',
      seriesInstanceUid: '1.2.3.2',
      transferSyntaxUid,
      modality: 'CT',
      imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      instanceNumber: 1,
      imagePosition: [-64, -64, 0],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      rows: 512,
      columns: 511,
      pixelSpacing: [0.7, 0.8],
      sliceThickness: 1.25,
      convolutionKernel: 'B30f',
      lossy: true,
    });
  });

  it('says lossy by the transfer syntax too', () => {
    expect(readInstanceHeader(ctDataSet('1.2.9'), '1.2.840.10008.1.2.4.91').lossy).toBe(true);
    expect(readInstanceHeader(ctDataSet('1.2.9'), '1.2.840.10008.1.2.4.90').lossy).toBe(false);
  });

  it('carries no attribute of the patient', () => {
    const patient: readonly ElementSpec[] = [0x00100010, 0x00100020, 0x00100030, 0x00080050].map((tag) => ({
      tag,
      vr: 'LO',
      value: 'SECRET',
    }));
    expect(JSON.stringify(readInstanceHeader(ctDataSet('1.2.9', { more: patient }), EXPLICIT))).not.toContain('SECRET');
  });

  it.each([
    ['a SOP Instance UID that is a path', '../../../tmp/evil', {}],
    ['an empty SOP Instance UID', '', {}],
    ['a SOP Instance UID with two padding bytes', '1.2.9\0\0\0', {}],
    ['a SOP Instance UID of 65 characters', `1.${'2'.repeat(63)}`, {}],
    ['a Study Instance UID with letters', '1.2.9', { studyInstanceUid: '1.2.x' }],
    ['an empty Series Instance UID', '1.2.9', { seriesInstanceUid: '' }],
    ['a SOP Class UID with a leading zero', '1.2.9', { sopClassUid: '1.02' }],
  ])('with %s is refused', (_, sopInstanceUid, options) => {
    const bytes = ctDataSet(sopInstanceUid, options);
    expect(() => readInstanceHeader(bytes, EXPLICIT)).toThrow(
      expect.objectContaining({ code: 'instance.uid-invalid' }),
    );
  });

  it('of mutated bytes is read or refused by name, 2000 times, each at once', () => {
    const random = randomNumbers(20);
    const whole = ctDataSet('1.2.9', { more: more(true) });
    const counts = new Map<string, number>();
    let slowest = 0;
    for (let time = 0; time < 2000; time++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change <= random() * 6; change++) bytes[Math.floor(random() * 400)] = random() * 256;
      const syntax = ['1.2.840.10008.1.2', EXPLICIT, '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'][time % 4];
      const started = performance.now();
      const outcome = outcomeOf(() => readInstanceHeader(bytes, syntax));
      slowest = Math.max(slowest, performance.now() - started);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['instance.uid-invalid', 'instance.unreadable', 'read']);
    expect(slowest).toBeLessThan(SLOWEST_MS);
  });
});

withPeer('ctdata', 'headers of malformed files', () => {
  it('are read or refused by name', () => {
    const outcomes = filesBelow(ctdata('odd')).map((path) =>
      outcomeOf(() => {
        const { meta, dataSet } = splitPart10(readFileSync(path));
        return readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
      }),
    );
    expect(outcomes.length).toBeGreaterThan(20);
    expect(new Set(outcomes)).toEqual(new Set(['read', 'instance.uid-invalid', 'instance.unreadable']));
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof CambiumError) return error.code;
    throw error;
  }
}
