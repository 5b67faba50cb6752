/** A study as a scanner sends it: 300 slices of one series in one pack, UIDs of the length and the order that scanners give. */
import { CT_IMAGE } from '../../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../../service/dicom/transfer-syntax.js';
import type { SeriesInstanceUid, SopInstanceUid, StudyInstanceUid } from '../../../service/dicom/uid.js';
import type { ReceivedInstance } from '../../../service/ports/study-registry.js';

export const SLICES = 300;
const FIRST_AT = Date.UTC(2026, 0, 1);
const STUDY_MS = 300_000;
const SLICE_MS = 50;
const IMAGE_BYTES = 526_000;
/** Multiplies to an order that looks random and comes again the same (Knuth, TAOCP 3 §6.4). */
const SCATTER = 2_654_435_761;

/** @param number its place in time; studies scatter over the UIDs, since they come from many machines. */
export function benchStudy(number: number): readonly ReceivedInstance[] {
  const machine = machineOf(number);
  const root = rootOf(number);
  const series = `${root}.2`;
  const at = FIRST_AT + number * STUDY_MS;
  const pack = packName(at, machine);
  return Array.from({ length: SLICES }, (_, slice) => ({
    header: {
      sopClassUid: CT_IMAGE,
      sopInstanceUid: `${series}.${10_000 + slice}` as SopInstanceUid,
      studyInstanceUid: `${root}.1` as StudyInstanceUid,
      seriesInstanceUid: series as SeriesInstanceUid,
      transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
      modality: 'CT',
      imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      seriesNumber: 2,
      seriesDescription: 'THORAX 1.25mm',
      instanceNumber: slice + 1,
      acquisitionNumber: 1,
      manufacturer: 'GE MEDICAL SYSTEMS',
      manufacturerModelName: 'Revolution CT',
      bodyPartExamined: 'CHEST',
      convolutionKernel: 'STANDARD',
      frameOfReferenceUid: `${root}.9`,
      rows: 512,
      columns: 512,
      imagePosition: [-154.804688, -312.804688, -1234.5 + slice * 1.25],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      pixelSpacing: [0.609375, 0.609375],
      sliceThickness: 1.25,
      rescaleType: 'HU',
      lossy: false,
    },
    object: {
      key: `${pack}@${slice * IMAGE_BYTES}`,
      bytes: IMAGE_BYTES,
      crc32: Math.imul(machine + slice, SCATTER) >>> 0,
    },
    callingAeTitle: 'CT_SCANNER_1',
    receivedAt: at + slice * SLICE_MS,
  }));
}

/** What the UIDs of a study begin with. */
export function rootOf(number: number): string {
  return `1.2.840.113619.2.416.${machineOf(number)}.${1_767_225_600 + number}`;
}

function machineOf(number: number): number {
  return Math.imul(number, SCATTER) >>> 0;
}

/** As the store names them: by the day and the millisecond of it, so that they sort as they were made. */
function packName(at: number, random: number): string {
  const day = new Date(at).toISOString().slice(0, 10);
  return `${day}/${(at - Date.parse(day)).toString(16).padStart(7, '0')}${random.toString(16).padStart(9, '0')}`;
}
