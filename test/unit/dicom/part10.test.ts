import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMPLEMENTATION_CLASS_UID, part10Header, splitPart10 } from '../../../service/dicom/part10.js';
import { isUid } from '../../../service/dicom/uid.js';
import { ctdata } from '../../support/ctdata.js';
import { ctDataSet, dataSetBytes, EXPLICIT_LITTLE, header, IMPLICIT_LITTLE } from '../../support/data-sets.js';
import { CT_CLASS } from '../../support/pdu-bytes.js';
import { withPeer } from '../../support/peers.js';

const META = { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.9', transferSyntaxUid: '1.2.840.10008.1.2.4.70' };
const DATA_SET = ctDataSet('1.2.9');

describe('a Part 10 file', () => {
  it('is a preamble, the prefix, group 0002 and the data set as it came', () => {
    const file = Buffer.concat([part10Header(META), DATA_SET]);
    expect(file.subarray(0, 128).every((byte) => byte === 0)).toBe(true);
    expect(file.toString('latin1', 128, 132)).toBe('DICM');
    expect(file.subarray(132, 140)).toEqual(header(0x00020000, 'UL', 4));
    expect(file.readUInt32LE(140)).toBe(part10Header(META).length - 144);
    expect(splitPart10(file)).toEqual({ meta: META, dataSet: DATA_SET });
  });

  it('has the same header for the same instance, of even length throughout', () => {
    expect(part10Header(META)).toEqual(part10Header(META));
    for (const sopInstanceUid of ['1.2', '1.22', '1.222']) {
      expect(part10Header({ ...META, sopInstanceUid }).length % 2).toBe(0);
    }
    expect(isUid(IMPLEMENTATION_CLASS_UID)).toBe(true);
  });

  it('is split where group 0002 ends, whatever its group length says', () => {
    const file = Buffer.concat([part10Header(META), DATA_SET]);
    file.writeUInt32LE(7, 140);
    expect(splitPart10(file).dataSet).toEqual(DATA_SET);
  });

  it('may carry private information and VRs unknown to us in group 0002', () => {
    const more = [header(0x00020102, 'OB', 4), Buffer.alloc(4, 1), header(0x00020110, 'OV', 8), Buffer.alloc(8)];
    const file = Buffer.concat([part10Header(META), ...more, DATA_SET]);
    expect(splitPart10(file)).toEqual({ meta: META, dataSet: DATA_SET });
  });

  it.each([
    ['explicit', EXPLICIT_LITTLE, '1.2.840.10008.1.2.1'],
    ['implicit', IMPLICIT_LITTLE, '1.2.840.10008.1.2'],
  ])('without a preamble is a bare data set, %s as it looks', (_, encoding, transferSyntaxUid) => {
    const dataSet = ctDataSet('1.2.9', {}, encoding);
    expect(splitPart10(dataSet)).toEqual({ meta: { ...META, transferSyntaxUid }, dataSet });
  });

  it.each([
    ['it ends within its meta information', Buffer.concat([part10Header(META).subarray(0, 170)])],
    [
      'a length in group 0002 runs past its end',
      Buffer.concat([part10Header(META), header(0x00020102, 'OB', 0x7fffffff)]),
    ],
    [
      'it names no transfer syntax',
      Buffer.concat([
        Buffer.alloc(128),
        Buffer.from('DICM'),
        dataSetBytes([{ tag: 0x00020002, vr: 'UI', value: CT_CLASS }]),
      ]),
    ],
  ])('is refused when %s', (_, file) => {
    expect(() => splitPart10(file)).toThrow(expect.objectContaining({ code: 'instance.unreadable' }));
  });

  it.each([0, 1, 100, 131, 132, 133])(
    'of %i bytes of nothing is refused or empty, and never throws anything else',
    (length) => {
      try {
        expect(splitPart10(Buffer.alloc(length)).meta.sopInstanceUid).toBe('');
      } catch (error) {
        expect(error).toMatchObject({ code: 'instance.unreadable' });
      }
    },
  );
});

withPeer('ctdata', 'real Part 10 files', () => {
  it.each([
    [['chest_c3n00247', '000000.dcm'], '1.2.840.10008.1.2.1'],
    [['syntaxes', 'CT1_RLE'], '1.2.840.10008.1.2.5'],
    [['syntaxes', 'CT1_JPLL'], '1.2.840.10008.1.2.4.70'],
  ])('%j is split', (path, transferSyntaxUid) => {
    const file = readFileSync(ctdata(...path));
    const { meta, dataSet } = splitPart10(file);
    expect(meta.transferSyntaxUid).toBe(transferSyntaxUid);
    expect(dataSet.readUInt16LE(0)).toBe(0x0008);
    expect(file.subarray(file.length - dataSet.length).equals(dataSet)).toBe(true);
  });
});
