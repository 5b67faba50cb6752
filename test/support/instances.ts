/** Received instances made up for a test: headers of an axial CT, no pixels, each attribute as the test wants it. */
import { crc32 } from 'node:zlib';
import type { InstanceHeader } from '../../service/dicom/instance-header.js';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import {
  deriveUid,
  type SeriesInstanceUid,
  type SopInstanceUid,
  type StudyInstanceUid,
} from '../../service/dicom/uid.js';
import type { ReceivedInstance } from '../../service/ports/study-registry.js';

export const studyUid = (name: string) => deriveUid('study', name) as StudyInstanceUid;
export const seriesUid = (name: string) => deriveUid('series', name) as SeriesInstanceUid;
export const sopUid = (name: string) => deriveUid('instance', name) as SopInstanceUid;

const AXIAL_CT = {
  sopClassUid: CT_IMAGE,
  transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  modality: 'CT',
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  frameOfReferenceUid: deriveUid('frame of reference'),
  rows: 512,
  columns: 512,
  imageOrientation: [1, 0, 0, 0, 1, 0],
  imagePosition: [-250, -250, 0],
  pixelSpacing: [0.98, 0.98],
  lossy: false,
} as const satisfies Partial<InstanceHeader>;

export interface InstanceOptions {
  readonly study?: string;
  readonly series?: string;
  /** Names the SOP Instance within its series. */
  readonly name?: string | number;
  readonly receivedAt?: number;
  /** Names the bytes; the same instance with another one is a conflict. */
  readonly bytes?: string;
  readonly header?: Partial<InstanceHeader>;
}

export function instance({
  study = 'a',
  series = '1',
  name = 1,
  receivedAt = 0,
  bytes,
  header,
}: InstanceOptions = {}): ReceivedInstance {
  const path = `${study}/${series}/${name}`;
  return {
    header: {
      ...AXIAL_CT,
      studyInstanceUid: studyUid(study),
      seriesInstanceUid: seriesUid(`${study}/${series}`),
      sopInstanceUid: sopUid(path),
      ...header,
    },
    object: { key: `${study}.pack@${crc32(path)}`, bytes: 526_000, crc32: crc32(bytes ?? path) },
    callingAeTitle: 'SCANNER',
    receivedAt,
  };
}

export interface SeriesOptions extends Omit<InstanceOptions, 'name' | 'bytes'> {
  readonly slices: number;
  /** mm between slices. */
  readonly spacing?: number;
  /** z of the lowest slice, mm. */
  readonly from?: number;
}

/** An axial stack, lowest slice first. */
export function axialSeries({
  slices,
  spacing = 1,
  from = 0,
  header,
  ...options
}: SeriesOptions): readonly ReceivedInstance[] {
  return Array.from({ length: slices }, (_, i) =>
    instance({
      ...options,
      name: i + 1,
      header: { imagePosition: [-250, -250, from + i * spacing], instanceNumber: i + 1, ...header },
    }),
  );
}
