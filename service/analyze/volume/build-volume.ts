/**
 * A CT series in, a Volume out, or the reason why it has none. Two passes: the headers of all files decide whether and how the
 * slices stack up; then one file at a time is decoded straight into its planes. In memory: the volume and one file.
 */
import { readDataSet } from '../../dicom/data-set-reader.js';
import { splitPart10 } from '../../dicom/part10.js';
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import type { ProgressListener } from '../../ports/study-worker.js';
import type { Volume } from '../volume.js';
import { checkPixels } from './check-pixels.js';
import { arrangeSlices } from './geometry.js';
import { tableForSlice } from './hounsfield-table.js';
import { type FrameReader, frameReader } from './read-frames.js';
import { readHeaders } from './read-headers.js';
import type { Slice } from './slice.js';
import type { SourceFile } from './source-file.js';
import { emptyVolume } from './volume-grid.js';
import { writePlane } from './write-plane.js';

export interface VolumeInput {
  readonly seriesInstanceUid: SeriesInstanceUid;
  /** One an instance of the series, in any order. */
  readonly files: readonly SourceFile[];
}

/**
 * @param progress is told `decode` after each plane.
 * @throws CambiumError of class `unsuitable`: `geometry.*`, `pixels.*`, `series.lossy`, `series.no-geometry`,
 *   `series.localizer`, `series.too-few-slices`; and whatever reading a file throws.
 */
export async function buildVolume(
  input: VolumeInput,
  decoder: FrameDecoder,
  progress?: ProgressListener,
): Promise<Volume> {
  const instances: Instance[] = [];
  for (const file of input.files) instances.push({ file, slices: await named(file, () => readHeaders(file)) });
  const slices = instances.flatMap((instance) => instance.slices);
  const arrangement = arrangeSlices(slices);
  for (const slice of slices) checkPixels(slice, decoder);

  const volume = emptyVolume(input.seriesInstanceUid, arrangement);
  const tableOf = tableForSlice();
  let done = 0;
  for (const instance of instances) {
    await named(instance.file, async () => {
      const frame = await openFrames(instance, decoder);
      for (const slice of instance.slices) {
        writePlane(volume, arrangement.slices.indexOf(slice), frame(slice.frameIndex), tableOf(slice));
        progress?.('decode', ++done, slices.length);
      }
    });
  }
  return volume;
}

interface Instance {
  readonly file: SourceFile;
  /** At least one; all of the same layout. */
  readonly slices: readonly Slice[];
}

async function openFrames({ file, slices }: Instance, decoder: FrameDecoder): Promise<FrameReader> {
  const { meta, dataSet } = splitPart10(await file.load());
  const { rows, columns, transferSyntaxUid, format } = slices[0];
  const whole = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
  return frameReader(whole, { rows, columns, transferSyntaxUid, signed: format.signed }, decoder);
}

/** Says which instance is damaged. Intake reads headers only, so a data set may turn out here to be cut off. */
async function named<T>({ sopInstanceUid }: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const damaged =
      error instanceof CambiumError && (error.code === 'pixels.unreadable' || error.code === 'instance.unreadable');
    if (!damaged) throw error;
    throw new CambiumError('pixels.unreadable', `SOP Instance ${sopInstanceUid}: ${error.details}`, { cause: error });
  }
}
