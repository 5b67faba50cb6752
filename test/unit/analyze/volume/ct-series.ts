/** Generated CT series as stored files: every attribute as the test wants it, every pixel known. */

import type { SourceFile } from '../../../../service/analyze/volume/source-file.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { CT_IMAGE, ENHANCED_CT_IMAGE } from '../../../../service/dicom/sop-class.js';
import { deriveUid, type SeriesInstanceUid, type SopInstanceUid } from '../../../../service/dicom/uid.js';
import { type NaturalDataSet, writePart10 } from '../../../../service/dicom/write-data-set.js';

export const SERIES = deriveUid('volume', 'series') as SeriesInstanceUid;

export interface CtSeries {
  readonly rows: number;
  readonly columns: number;
  /** mm: between rows, between columns. */
  readonly pixelSpacing: readonly [number, number];
  readonly orientation: readonly [...Vector3, ...Vector3];
  /** Image Position (Patient), one a slice, in the order of the files. */
  readonly positions: readonly Vector3[];
  /** The stored word of a pixel. */
  readonly word: (slice: number, row: number, column: number) => number;
  /** The number of the first slice in its UID; 0 if absent. For files that join others of the series. */
  readonly firstUid?: number;
  /** What a slice's data set has in place of the usual attributes; undefined takes one away. */
  readonly attributes?: (slice: number) => Readonly<Record<string, NaturalDataSet[string] | undefined>>;
}

/** Five axial slices of 6 × 4 pixels, lowest first, signed, slope 1, intercept 0; no two pixels alike. */
export const PLAIN: CtSeries = {
  rows: 4,
  columns: 6,
  pixelSpacing: [0.8, 0.8],
  orientation: [1, 0, 0, 0, 1, 0],
  positions: heights([-10, -7.5, -5, -2.5, 0]),
  word: (slice, row, column) => slice * 100 + row * 10 + column,
};

/** Positions on the z axis through one point. */
export function heights(zs: readonly number[]): Vector3[] {
  return zs.map((z) => [-20, -30, z]);
}

export function sopUid(slice: number): SopInstanceUid {
  return deriveUid('volume', 'slice', slice) as SopInstanceUid;
}

/** One single-frame file a slice. */
export function ctFiles(series: CtSeries): SourceFile[] {
  const uid = (slice: number) => sopUid(slice + (series.firstUid ?? 0));
  return series.positions.map((position, slice) =>
    inMemory(
      uid(slice),
      part10({
        SOPClassUID: CT_IMAGE,
        SOPInstanceUID: uid(slice),
        InstanceNumber: slice + 1,
        ImagePositionPatient: position,
        ImageOrientationPatient: series.orientation,
        PixelSpacing: series.pixelSpacing,
        RescaleSlope: 1,
        RescaleIntercept: 0,
        ...common(series),
        ...series.attributes?.(slice),
        PixelData: pixels(series, [slice]),
      }),
    ),
  );
}

/** One Enhanced CT file that holds every slice as a frame, in the order of `positions`; what frames share is shared. */
export function enhancedCtFile(series: CtSeries, frame: (slice: number) => NaturalDataSet = () => ({})): SourceFile {
  const uid = sopUid(series.firstUid ?? 0);
  return inMemory(
    uid,
    part10({
      SOPClassUID: ENHANCED_CT_IMAGE,
      SOPInstanceUID: uid,
      ...common(series),
      NumberOfFrames: series.positions.length,
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient: series.orientation }],
          PixelMeasuresSequence: [{ PixelSpacing: series.pixelSpacing }],
          PixelValueTransformationSequence: [{ RescaleSlope: 1, RescaleIntercept: 0, RescaleType: 'HU' }],
        },
      ],
      PerFrameFunctionalGroupsSequence: series.positions.map((position, slice) => ({
        PlanePositionSequence: [{ ImagePositionPatient: position }],
        ...frame(slice),
      })),
      ...series.attributes?.(0),
      PixelData: pixels(series, series.positions.keys()),
    }),
  );
}

export function inMemory(sopInstanceUid: SopInstanceUid, bytes: Buffer): SourceFile {
  return { sopInstanceUid, head: async (length) => bytes.subarray(0, length), load: async () => bytes };
}

function common({ rows, columns }: CtSeries): NaturalDataSet {
  return {
    StudyInstanceUID: deriveUid('volume', 'study'),
    SeriesInstanceUID: SERIES,
    FrameOfReferenceUID: deriveUid('volume', 'frame of reference'),
    Modality: 'CT',
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
  };
}

function pixels({ rows, columns, word }: CtSeries, slices: Iterable<number>): ArrayBuffer {
  const words: number[] = [];
  for (const slice of slices) {
    for (let i = 0; i < rows * columns; i++) words.push(word(slice, Math.floor(i / columns), i % columns));
  }
  return Uint16Array.from(words).buffer;
}

/** dcmjs takes an attribute that is undefined for one without value, so those are left out. */
function part10(dataSet: Readonly<Record<string, NaturalDataSet[string] | undefined>>): Buffer {
  const present = Object.entries(dataSet).flatMap(([keyword, value]) =>
    value === undefined ? [] : [[keyword, value]],
  );
  const signed = dataSet.PixelRepresentation === 1 ? 'SS' : 'US';
  return writePart10(Object.fromEntries(present), {
    PixelData: 'OW',
    PixelPaddingValue: signed,
    PixelPaddingRangeLimit: signed,
  });
}
