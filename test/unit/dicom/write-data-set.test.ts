import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataSet } from '../../../service/dicom/data-set-reader.js';
import { part10Header, splitPart10 } from '../../../service/dicom/part10.js';
import { type NaturalDataSet, writePart10 } from '../../../service/dicom/write-data-set.js';
import { PYTHON, withPeer } from '../../support/peers.js';
import { projectPath } from '../../support/project.js';

const NAME = 'Müßig^Jörg=山田^太郎';
const REPORT: NaturalDataSet = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33',
  SOPInstanceUID: '2.25.1',
  StudyInstanceUID: '2.25.2',
  SeriesInstanceUID: '2.25.3',
  Modality: 'SR',
  PatientName: NAME,
  SliceThickness: 1.25,
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  Rows: 2,
  ContentSequence: [
    {
      ValueType: 'TEXT',
      TextValue: 'größer',
      ConceptNameCodeSequence: [{ CodeValue: '121071', CodingSchemeDesignator: 'DCM' }],
    },
    { ValueType: 'NUM' },
  ],
};

describe('a written data set', () => {
  it('is read back as it was meant', () => {
    const { meta, dataSet } = splitPart10(writePart10(REPORT));
    expect(meta).toEqual({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.88.33',
      sopInstanceUid: '2.25.1',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
    });
    const read = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
    expect(read.charset).toBe('ISO_IR 192');
    expect(read.text(0x00100010)).toBe(NAME);
    expect(read.number(0x00180050)).toBe(1.25);
    expect(read.numbers(0x00200037)).toEqual([1, 0, 0, 0, 1, 0]);
    expect(read.uint16(0x00280010)).toBe(2);
    const [text, number] = read.items(0x0040a730);
    expect(text.text(0x0040a160, read.charset)).toBe('größer');
    expect(text.items(0x0040a043)[0].ascii(0x00080100)).toBe('121071');
    expect(number.ascii(0x0040a040)).toBe('NUM');
    expect([...read.elements.keys()]).toEqual([...read.elements.keys()].sort((a, b) => a - b));
  });

  it('is the same bytes every time, behind our own file meta information', () => {
    const file = writePart10(REPORT);
    expect(writePart10(structuredClone(REPORT)).equals(file)).toBe(true);
    const header = part10Header(splitPart10(file).meta);
    expect(file.subarray(0, header.length).equals(header)).toBe(true);
  });

  it('keeps pixels bit for bit', () => {
    const pixels = Int16Array.from([-32768, -1, 0, 32767]);
    const { dataSet } = splitPart10(writePart10({ ...REPORT, PixelData: pixels.buffer }, { PixelData: 'OW' }));
    const read = readDataSet(dataSet, '1.2.840.10008.1.2.1', { extent: 'whole' });
    expect(read.bytes(0x7fe00010)?.equals(Buffer.from(pixels.buffer))).toBe(true);
  });

  it('is written without a word on the console, even where dcmjs finds a value odd', () => {
    const script = `
      import { writePart10 } from './service/dicom/write-data-set.ts';
      writePart10({ SOPClassUID: '1.2.3', SOPInstanceUID: '1.2.4', SliceThickness: '1.23456789012345678901', NoSuchKeyword: 'X' });`;
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: projectPath(),
      encoding: 'utf8',
    });
    expect([child.status, child.stdout, child.stderr]).toEqual([0, '', '']);
  });
});

withPeer('dcmtk', 'a written data set, by dcmdump', () => {
  it('is read without a warning', () => {
    const { stdout, stderr } = inFile(writePart10(REPORT), (file) =>
      spawnSync('dcmdump', ['+L', file], { encoding: 'utf8' }),
    );
    expect(stderr).toBe('');
    expect(stdout).toContain(NAME);
    expect(stdout).toContain('größer');
  });
});

withPeer('pydicom', 'a written data set, by pydicom', () => {
  it('has the same text', () => {
    const script = `
import sys, pydicom
ds = pydicom.dcmread(sys.argv[1])
sys.stdout.reconfigure(encoding='utf-8')
print(ds.PatientName, ds.ContentSequence[0].TextValue, ds.SliceThickness, sep='|', end='')`;
    const printed = inFile(writePart10(REPORT), (file) =>
      execFileSync(PYTHON, ['-c', script, file], { encoding: 'utf8' }),
    );
    expect(printed).toBe(`${NAME}|größer|1.25`);
  });
});

function inFile<Result>(bytes: Buffer, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-written-'));
  try {
    const path = join(folder, 'written.dcm');
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
