/** A study revision with a chest of known lungs, in an object store on disk: what the analyze stage gets. */
import type { SeriesDecision } from '../../../service/assemble/assembly.js';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { readInstanceHeader } from '../../../service/dicom/read-instance-header.js';
import { deriveUid, type StudyInstanceUid } from '../../../service/dicom/uid.js';
import type { InstanceStore } from '../../../service/ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../../../service/ports/study-registry.js';
import { storeFile } from '../../../service/receive/store-file.js';
import { type CtSeries, ctFiles } from './volume/ct-series.js';

const SPACING_MM = 3;
const COLUMNS = 128;
const ROWS = 96;
const SLICES = 100;

/** One lung voxel in ten lies below -950 HU, spread evenly. */
export const LAA_PERCENT = 10;
const LUNG = { aerated: -850, emphysema: -980 } as const;
/** Half axes of a lung along x, y, z, in voxels, and how far its centre lies off the middle. */
const LUNG_AXES = [18, 24, 42] as const;
const LUNG_OFFSET = 25;

const lungVoxels = countLungVoxels();
export const LUNG_ML = (lungVoxels * SPACING_MM ** 3) / 1000;

export function chest(change: Partial<CtSeries> = {}): CtSeries {
  return {
    rows: ROWS,
    columns: COLUMNS,
    pixelSpacing: [SPACING_MM, SPACING_MM],
    orientation: [1, 0, 0, 0, 1, 0],
    positions: Array.from({ length: SLICES }, (_, slice) => [-192, -144, slice * SPACING_MM]),
    word: hounsfield,
    ...change,
  };
}

function hounsfield(slice: number, row: number, column: number): number {
  const [x, y, z] = [column - COLUMNS / 2, row - ROWS / 2, slice - SLICES / 2];
  if (isLung(x, y, z)) return (slice + 3 * row + 7 * column) % 10 === 0 ? LUNG.emphysema : LUNG.aerated;
  return (x / 58) ** 2 + (y / 40) ** 2 < 1 ? 40 : -1000;
}

/** The pixels that a key image of a slice must have: little-endian HU, row by row. */
export function slicePixels(slice: number): Buffer {
  const pixels = Buffer.alloc(ROWS * COLUMNS * 2);
  for (let i = 0; i < ROWS * COLUMNS; i++) {
    pixels.writeInt16LE(hounsfield(slice, Math.floor(i / COLUMNS), i % COLUMNS), i * 2);
  }
  return pixels;
}

function isLung(x: number, y: number, z: number): boolean {
  const [a, b, c] = LUNG_AXES;
  return ((Math.abs(x) - LUNG_OFFSET) / a) ** 2 + (y / b) ** 2 + (z / c) ** 2 < 1;
}

function countLungVoxels(): number {
  let count = 0;
  for (let z = -SLICES / 2; z < SLICES / 2; z++) {
    for (let y = -ROWS / 2; y < ROWS / 2; y++) {
      for (let x = -COLUMNS / 2; x < COLUMNS / 2; x++) if (isLung(x, y, z)) count++;
    }
  }
  return count;
}

export interface StoredSeries {
  readonly decision: SeriesDecision;
  readonly instances: readonly ReceivedInstance[];
}

/** Stores a generated series as it would have been received. `name` gives it UIDs of its own. */
export async function storeSeries(instances: InstanceStore, series: CtSeries, name = '1'): Promise<StoredSeries> {
  const attributes = (slice: number) => ({
    ...series.attributes?.(slice),
    SOPInstanceUID: deriveUid('chest', name, slice),
    SeriesInstanceUID: deriveUid('chest', name),
  });
  const files = ctFiles({ ...series, attributes });
  return storeFiles(instances, await Promise.all(files.map((file) => file.load())));
}

/** Stores Part 10 files of one series. */
export function storeFiles(store: InstanceStore, files: readonly Buffer[]): StoredSeries {
  const instances: ReceivedInstance[] = [];
  for (const bytes of files) {
    const { meta, dataSet } = splitPart10(bytes);
    const header = readInstanceHeader(dataSet, meta.transferSyntaxUid);
    const callingAeTitle = 'SCANNER';
    const object = storeFile(store, { ...header, callingAeTitle }, { file: bytes, receivedAt: 0 });
    instances.push({ header, object, callingAeTitle, receivedAt: 0 });
  }
  const decision = {
    seriesInstanceUid: instances[0].header.seriesInstanceUid,
    used: true,
    sentence: 'used',
    modality: 'CT',
    instances: instances.length,
    sopInstanceUids: instances.map(({ header }) => header.sopInstanceUid),
  };
  return { decision, instances };
}

export function revisionOf(...stored: readonly StoredSeries[]): StudyRevision {
  return {
    studyInstanceUid: '1.2.826.0' as StudyInstanceUid,
    revision: 1,
    closedAt: 0,
    state: 'closed',
    assembly: { inputDigest: 'digest', series: stored.map(({ decision }) => decision) },
    instances: stored.flatMap(({ instances }) => instances),
    documents: [],
    deliveries: [],
  };
}
