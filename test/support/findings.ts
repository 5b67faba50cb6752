/**
 * A revision as the analysis leaves it: a small generated chest CT in the object store, findings with key images, and the
 * decisions about its series. For tests of what is made from findings; nothing in it was measured.
 */
import type { Findings, KeyImage, Result } from '../../service/analyze/findings.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import {
  deriveUid,
  type SeriesInstanceUid,
  type SopInstanceUid,
  type StudyInstanceUid,
} from '../../service/dicom/uid.js';
import { type NaturalDataSet, writePart10 } from '../../service/dicom/write-data-set.js';
import type { InstanceStore } from '../../service/ports/instance-store.js';
import type { ObjectStore } from '../../service/ports/object-store.js';
import type { ReceivedInstance, StudyRevision } from '../../service/ports/study-registry.js';
import { storeFile } from '../../service/receive/store-file.js';

export const MATRIX = 96;
const SLICES = 12;
const PIXEL_MM = 4;
export const CLOSED_AT = Date.UTC(2026, 10, 24, 16, 25, 30);
const PACK_DIGEST = `sha256:${'3fa81c00de21'.repeat(6).slice(0, 64)}`;
export const STUDY_UID = deriveUid('example', 'study') as StudyInstanceUid;
const SERIES_UID = deriveUid('example', 'series') as SeriesInstanceUid;

export const PATIENT: NaturalDataSet = {
  PatientName: 'PHANTOM^CAMBIUM',
  PatientID: 'CAMBIUM-1',
  IssuerOfPatientID: 'TEST',
  PatientBirthDate: '19700101',
  PatientSex: 'O',
  StudyDate: '20261124',
  StudyTime: '150000',
  StudyID: 'S1',
  StudyDescription: 'CT CHEST',
  AccessionNumber: 'A0001',
  ReferringPhysicianName: 'REFERRER^ANN',
};

export interface ExampleOptions {
  /** Attributes of every source instance, over those of PATIENT. */
  readonly source?: NaturalDataSet;
  readonly results?: readonly Result[];
  readonly revision?: number;
}

/** Stores the slices and key images, and gives the revision. */
/** Where the example's slices and key images lie. */
export interface ExampleStores {
  readonly instances: InstanceStore;
  readonly objects: ObjectStore;
}

export async function exampleRevision(stores: ExampleStores, options: ExampleOptions = {}): Promise<StudyRevision> {
  const instances = await Promise.all(
    Array.from({ length: SLICES }, (_, slice) =>
      storedSlice(stores.instances, slice, { ...PATIENT, ...options.source }),
    ),
  );
  const results = options.results ?? MEASURED;
  const used = results.some(({ state }) => state === 'measured');
  return {
    studyInstanceUid: STUDY_UID,
    revision: options.revision ?? 1,
    closedAt: CLOSED_AT,
    state: 'analysed',
    assembly: {
      inputDigest: deriveUid('example', 'input'),
      series: [
        {
          seriesInstanceUid: SERIES_UID,
          used,
          sentence: used ? `thinnest axial original, ${SLICES} slices of 5.0 mm` : 'covers 12 mm, less than 40 mm',
          reason: used ? undefined : 'series.coverage',
          seriesNumber: 2,
          modality: 'CT',
          instances: SLICES,
          sopInstanceUids: used ? instances.map(({ header }) => header.sopInstanceUid) : [],
        },
        {
          seriesInstanceUid: deriveUid('example', 'localizer') as SeriesInstanceUid,
          used: false,
          reason: 'series.localizer',
          sentence: 'localizer, 1 image',
          seriesNumber: 1,
          modality: 'CT',
          instances: 1,
          sopInstanceUids: [],
        },
      ],
    },
    instances,
    findings: await exampleFindings(stores.objects, results),
    documents: [],
    deliveries: [],
  };
}

async function exampleFindings(objects: ObjectStore, results: readonly Result[]): Promise<Findings> {
  const wanted = new Set(results.map(({ keyImage }) => keyImage));
  const keyImages = await Promise.all([keyImage(objects, 'laa950', 5), keyImage(objects, 'lung-volume', 7)]);
  return {
    series: [],
    results,
    keyImages: keyImages.filter(({ id }) => wanted.has(id)),
    packs: [{ id: 'densitometry', version: '1.0.0', title: 'CT densitometry', digest: PACK_DIGEST }],
    timings: { decodeMs: Math.random() },
  };
}

function storedSlice(stored: InstanceStore, slice: number, attributes: NaturalDataSet): ReceivedInstance {
  const file = writePart10(
    {
      SOPClassUID: CT_IMAGE,
      SOPInstanceUID: sliceUid(slice),
      StudyInstanceUID: STUDY_UID,
      SeriesInstanceUID: SERIES_UID,
      FrameOfReferenceUID: deriveUid('example', 'frame'),
      PositionReferenceIndicator: '',
      Modality: 'CT',
      Manufacturer: 'TEST',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SeriesNumber: 2,
      InstanceNumber: slice + 1,
      AcquisitionNumber: 1,
      KVP: 120,
      BodyPartExamined: 'CHEST',
      PatientPosition: 'HFS',
      ImagePositionPatient: [-192, -192, slice * 5],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [PIXEL_MM, PIXEL_MM],
      SliceThickness: 5,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: MATRIX,
      Columns: MATRIX,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      RescaleIntercept: 0,
      RescaleSlope: 1,
      PixelData: chestSlice().buffer,
      ...attributes,
    },
    { PixelData: 'OW' },
  );
  const { meta, dataSet } = splitPart10(file);
  const header = readInstanceHeader(dataSet, meta.transferSyntaxUid);
  const [callingAeTitle, receivedAt] = ['SCANNER', CLOSED_AT];
  const object = storeFile(stored, { ...header, callingAeTitle }, { file, receivedAt });
  return { header, object, callingAeTitle, receivedAt };
}

/** An oval body with two oval lungs. */
function chestSlice(): Int16Array<ArrayBuffer> {
  const hu = new Int16Array(MATRIX * MATRIX);
  const within = (column: number, row: number, [x, y, a, b]: readonly number[]) =>
    ((column - x) / a) ** 2 + ((row - y) / b) ** 2 <= 1;
  for (let row = 0, i = 0; row < MATRIX; row++) {
    for (let column = 0; column < MATRIX; column++, i++) {
      const lung = within(column, row, [33, 48, 10, 17]) || within(column, row, [63, 48, 10, 17]);
      hu[i] = lung ? -860 : within(column, row, [48, 48, 36, 26]) ? 40 : -1000;
    }
  }
  return hu;
}

async function keyImage(objects: ObjectStore, id: string, slice: number): Promise<KeyImage> {
  const { key } = await objects.put(`key-images/${id}`, [Buffer.from(chestSlice().buffer)]);
  const oval = (x: number) =>
    Array.from({ length: 40 }, (_, i): [number, number] => {
      const angle = (i * Math.PI) / 20;
      return [x + 10 * Math.cos(angle), 48.5 + 17 * Math.sin(angle)];
    });
  return {
    id,
    measure: id,
    seriesInstanceUid: SERIES_UID,
    sopInstanceUid: sliceUid(slice),
    sopClassUid: CT_IMAGE,
    rows: MATRIX,
    columns: MATRIX,
    pixelSpacing: [PIXEL_MM, PIXEL_MM],
    pixels: key,
    window: { center: -600, width: 1500 },
    outlines: [oval(33.5), oval(63.5)],
    edges: ['L', 'P'],
    caption: 'aerated lung outlined',
  };
}

function sliceUid(slice: number): SopInstanceUid {
  return deriveUid('example', 'slice', slice) as SopInstanceUid;
}

type ResultOptions = Partial<Result> & Pick<Result, 'measure' | 'title' | 'state'>;

export function result(options: ResultOptions): Result {
  return { pack: 'densitometry', packDigest: PACK_DIGEST, attention: false, ...options };
}

/** Two measures with a value, and two without for want of a head. */
export const MEASURED: readonly Result[] = [
  result({
    measure: 'laa950',
    title: 'Emphysema index (LAA-950)',
    state: 'measured',
    value: 12.4321987,
    unit: '%',
    seriesInstanceUid: SERIES_UID,
    coverage: 0.9876,
    attention: true,
    attentionThreshold: 10,
    reference: 'usually below 5–6 % (not validated); threshold -950 HU as in AJRCCM 2004',
    note: 'slices of 5.0 mm bias this measure',
    keyImage: 'laa950',
  }),
  result({
    measure: 'lung-volume',
    title: 'Lung volume',
    state: 'measured',
    value: 4213.7,
    unit: 'ml',
    seriesInstanceUid: SERIES_UID,
    coverage: 0.9876,
    reference: 'no limit of normal; depends on size and inspiration',
    keyImage: 'lung-volume',
  }),
  ...['Intracranial hyperdense volume', 'Intracranial hyperdense asymmetry'].map((title) =>
    result({
      measure: title.toLowerCase().replaceAll(' ', '-'),
      title,
      state: 'not-analysed',
      reason: 'region.absent',
      message: 'There is no head in the field of view.',
    }),
  ),
];

/** Nothing has a value. */
export const NOT_ANALYSED: readonly Result[] = MEASURED.map(({ measure, title }) =>
  result({
    measure,
    title,
    state: 'not-analysed',
    reason: 'study.nothing-eligible',
    message: 'No series of the study can be analysed.',
  }),
);
