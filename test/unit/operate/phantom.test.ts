import { describe, expect, it } from 'vitest';
import { readDataSet } from '../../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { readInstanceHeader } from '../../../service/dicom/read-instance-header.js';
import { measureTruths } from '../../../service/operate/demo/phantom.js';
import { chestPhantom } from '../../../service/operate/demo/phantom-chest.js';
import { headPhantom } from '../../../service/operate/demo/phantom-head.js';
import { DEMO_IDENTITY, phantomSeries } from '../../../service/operate/demo/phantom-series.js';
import { phantomStudy } from '../../../service/operate/demo/phantom-study.js';

const SMALL = { matrix: 64, slices: 40 };
const PIXEL_DATA = 0x7fe00010;
const ellipsoidMl = (x: number, y: number, z: number) => (4 / 3) * Math.PI * x * y * z * 1e-3;

describe('a phantom', () => {
  it('has the volumes of its shapes', () => {
    const { nonAeratedMl, lungVolumeMl } = chestPhantom().truth;
    expect(nonAeratedMl).toBeCloseTo(ellipsoidMl(24, 22, 26), -0.5);
    const lungs = 2 * ellipsoidMl(52, 72, 122) - ellipsoidMl(24, 22, 26);
    expect((lungVolumeMl ?? 0) / lungs).toBeGreaterThan(0.99);
    expect((lungVolumeMl ?? 0) / lungs).toBeLessThan(1);
    expect(headPhantom().truth.hyperdenseMl).toBeCloseTo(ellipsoidMl(14, 17, 13), 0);
  });

  it('has the same truth in any matrix and number of slices', () => {
    const coarse = measureTruths(chestPhantom(SMALL));
    const fine = measureTruths(chestPhantom({ matrix: 128, slices: 75 }));
    for (const [i, { value, tolerance }] of fine.entries()) {
      expect(Math.abs(coarse[i].value - value)).toBeLessThan(2 * tolerance);
    }
  });

  it('is the same with the same seed, and another with another', () => {
    expect(headPhantom(SMALL).hu).toEqual(headPhantom(SMALL).hu);
    expect(headPhantom({ ...SMALL, seed: 9 }).hu).not.toEqual(headPhantom(SMALL).hu);
  });

  it('counts the pocket of gas and the emphysema as low attenuation, and nothing else', () => {
    const { hu, spacing, truth } = chestPhantom({ matrix: 128, slices: 75 });
    // Of everything inside the trunk's box that is dark, the trachea and what surrounds the trunk are no lung.
    const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
    const darkMl = ((truth.laa950 ?? 0) / 100) * (truth.lungVolumeMl ?? 0);
    const normalLung = hu.filter((value) => value <= -750 && value > -950).length * voxelMl;
    expect(normalLung).toBeCloseTo((truth.lungVolumeMl ?? 0) - darkMl, -0.5);
  });
});

describe('a phantom as a series', () => {
  const phantom = headPhantom(SMALL);
  const files = phantomSeries(phantom);

  it('holds every slice with its HU, from the lowest', () => {
    const plane = SMALL.matrix ** 2;
    for (const [slice, file] of files.entries()) {
      const { dataSet, meta } = splitPart10(file);
      const elements = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
      const pixels = elements.bytes(PIXEL_DATA) ?? Buffer.alloc(0);
      const hu = Array.from({ length: plane }, (_, i) => pixels.readUInt16LE(2 * i) - 1024);
      expect(hu).toEqual(
        [...phantom.hu.subarray(slice * plane, (slice + 1) * plane)].map((value) => Math.max(value, -1024)),
      );
      const header = readInstanceHeader(dataSet, meta.transferSyntaxUid);
      expect(header.imagePosition?.[2]).toBeCloseTo(phantom.origin[2] + slice * phantom.spacing[2], 5);
      expect(header).toMatchObject({ modality: 'CT', rows: 64, columns: 64, instanceNumber: slice + 1 });
    }
  });

  it('has the same bytes twice, and other UIDs in another study', () => {
    expect(phantomSeries(phantom)[7].equals(files[7])).toBe(true);
    const uidOf = (file: Buffer) => splitPart10(file).meta.sopInstanceUid;
    const other = phantomSeries(phantom, { ...DEMO_IDENTITY, study: 'another' });
    expect(new Set([...files, ...other].map(uidOf)).size).toBe(2 * SMALL.slices);
  });
});

describe('the demo study', () => {
  it('is one study of two series, each in its own frame of reference', () => {
    const { studyInstanceUid, instances, truth } = phantomStudy(DEMO_IDENTITY, [
      chestPhantom(SMALL),
      headPhantom(SMALL),
    ]);
    const headers = instances.map(({ part10 }) => {
      const { dataSet, meta } = splitPart10(part10);
      return readInstanceHeader(dataSet, meta.transferSyntaxUid);
    });
    expect(new Set(headers.map((header) => header.studyInstanceUid))).toEqual(new Set([studyInstanceUid]));
    expect(new Set(headers.map((header) => header.seriesInstanceUid)).size).toBe(2);
    expect(new Set(headers.map((header) => header.frameOfReferenceUid)).size).toBe(2);
    expect(headers.map((header) => header.sopInstanceUid)).toEqual(
      instances.map((instance) => instance.sopInstanceUid),
    );
    expect(truth.map(({ measure }) => measure)).toEqual([
      'laa950',
      'lung-volume',
      'non-aerated-lung-volume',
      'intracranial-hyperdense-volume',
      'intracranial-hyperdense-asymmetry',
    ]);
  });
});
