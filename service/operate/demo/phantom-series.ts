/**
 * A phantom as CT Image instances (PS3.3 §A.3): Part 10 files in Explicit VR Little Endian, one a slice, from the lowest.
 * Every UID derives from the study's name, so the same phantom under the same name gives the same bytes.
 */
import { CT_IMAGE } from '../../dicom/sop-class.js';
import { deriveUid } from '../../dicom/uid.js';
import { type NaturalDataSet, writePart10 } from '../../dicom/write-data-set.js';
import type { Phantom, PhantomPart } from './phantom.js';

export interface PhantomIdentity {
  /** Names the study: another name, other UIDs. */
  readonly study: string;
  /** DA and TM that all instances carry. */
  readonly date: string;
  readonly time: string;
}

export const DEMO_IDENTITY: PhantomIdentity = { study: 'demo', date: '20240101', time: '120000' };

interface SeriesDescription {
  readonly seriesNumber: number;
  readonly description: string;
  readonly bodyPart: string;
  readonly window: readonly [number, number];
}

const SERIES: Readonly<Record<PhantomPart, SeriesDescription>> = {
  chest: { seriesNumber: 1, description: 'Chest phantom', bodyPart: 'CHEST', window: [-600, 1500] },
  head: { seriesNumber: 2, description: 'Head phantom', bodyPart: 'HEAD', window: [40, 80] },
};

/** Stored values are unsigned 12 bits, as scanners write them. */
const RESCALE_INTERCEPT = -1024;
const STORED_MAX = 4095;

export function phantomStudyUid({ study }: PhantomIdentity): string {
  return deriveUid('phantom', study);
}

export function phantomInstanceUid({ study }: PhantomIdentity, part: PhantomPart, slice: number): string {
  return deriveUid('phantom', study, part, slice);
}

export function phantomSeries(phantom: Phantom, identity: PhantomIdentity = DEMO_IDENTITY): Buffer[] {
  const common = commonAttributes(phantom, identity);
  return Array.from({ length: phantom.dims[2] }, (_, slice) =>
    writePart10({ ...common, ...sliceAttributes(phantom, identity, slice) }, { PixelData: 'OW' }),
  );
}

function commonAttributes({ part, dims, spacing }: Phantom, identity: PhantomIdentity): NaturalDataSet {
  const { seriesNumber, description, bodyPart, window } = SERIES[part];
  const { study, date, time } = identity;
  return {
    SOPClassUID: CT_IMAGE,
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    StudyDate: date,
    SeriesDate: date,
    AcquisitionDate: date,
    ContentDate: date,
    StudyTime: time,
    SeriesTime: time,
    AcquisitionTime: time,
    ContentTime: time,
    AccessionNumber: '',
    Modality: 'CT',
    Manufacturer: 'Cambium phantom generator',
    ManufacturerModelName: 'Analytic phantom',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
    ReferringPhysicianName: '',
    StudyDescription: 'Phantom, not a patient',
    SeriesDescription: description,
    PatientName: 'PHANTOM^CAMBIUM',
    PatientID: 'CAMBIUM-PHANTOM',
    PatientBirthDate: '',
    PatientSex: 'O',
    // Stated, so that no measure has to ask whether contrast medium was given.
    ContrastBolusAgent: 'NONE',
    BodyPartExamined: bodyPart,
    KVP: 120,
    ConvolutionKernel: 'STANDARD',
    PatientPosition: 'HFS',
    SliceThickness: decimal(spacing[2]),
    StudyInstanceUID: phantomStudyUid(identity),
    SeriesInstanceUID: deriveUid('phantom', study, part, 'series'),
    StudyID: '1',
    SeriesNumber: seriesNumber,
    AcquisitionNumber: 1,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    FrameOfReferenceUID: deriveUid('phantom', study, part, 'frame of reference'),
    PositionReferenceIndicator: '',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: dims[1],
    Columns: dims[0],
    PixelSpacing: [decimal(spacing[1]), decimal(spacing[0])],
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: window[0],
    WindowWidth: window[1],
    RescaleIntercept: RESCALE_INTERCEPT,
    RescaleSlope: 1,
    RescaleType: 'HU',
  };
}

function sliceAttributes(
  { part, dims: [nx, ny], spacing, origin, hu }: Phantom,
  identity: PhantomIdentity,
  slice: number,
): NaturalDataSet {
  const position = [origin[0], origin[1], origin[2] + slice * spacing[2]].map(decimal);
  return {
    SOPInstanceUID: phantomInstanceUid(identity, part, slice),
    InstanceNumber: slice + 1,
    ImagePositionPatient: position,
    SliceLocation: position[2],
    PixelData: storedValues(hu.subarray(slice * nx * ny, (slice + 1) * nx * ny)),
  };
}

function storedValues(hu: Int16Array): ArrayBuffer {
  const bytes = Buffer.alloc(hu.length * 2);
  for (let i = 0; i < hu.length; i++)
    bytes.writeUInt16LE(Math.max(0, Math.min(STORED_MAX, hu[i] - RESCALE_INTERCEPT)), i * 2);
  return new Uint8Array(bytes).buffer;
}

/** A DS holds 16 characters (PS3.5 §6.2). */
function decimal(value: number): number {
  return Number(value.toFixed(6));
}
