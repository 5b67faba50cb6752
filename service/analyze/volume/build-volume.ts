/**
 * A Stack in, its Volume out. Files are read and frames decoded a few at a time, each straight into its plane: in memory are
 * the volume and a few files.
 */
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import type { ProgressListener } from '../../ports/study-worker.js';
import type { Volume } from '../volume.js';
import { eachOf } from './each-of.js';
import { volumeGrid } from './grid/volume-grid.js';
import { isDamage, namedInstance } from './named-instance.js';
import { frameWords } from './pixels/frame-words.js';
import { givesFractions, tableForSlice } from './pixels/hounsfield-table.js';
import { openFrames } from './pixels/open-frames.js';
import { planeWriter } from './pixels/plane-writer.js';
import type { Slice } from './slice.js';
import type { SourceFile } from './source-file.js';
import type { Stack } from './stack.js';

export interface BuildOptions {
  /** Is told `decode` after each plane. */
  readonly progress?: ProgressListener;
  /** For a preview: indices into the stack's slices of the only ones to read; ascending and evenly spaced. */
  readonly slices?: readonly number[];
}

/** Files that are read ahead of the decoder, so that it never waits for a disk. */
const READ_AHEAD = 2;
/** A decoder may take its time over a damaged frame: after this many nothing more is learnt from the rest. */
const MOST_DAMAGED = 10;

/**
 * @throws CambiumError the stack's refusal; `pixels.unreadable` if frames are damaged, with the SOP Instance of the first and
 *   their number; and whatever reading a file throws.
 */
export async function buildVolume(
  stack: Stack,
  decoder: FrameDecoder,
  { progress, slices: chosen = [...stack.slices.keys()] }: BuildOptions = {},
): Promise<Volume> {
  if (stack.refusal) throw new CambiumError(stack.refusal.reason, stack.refusal.details);
  const slices = chosen.map((index) => stack.slices[index]);
  const volume = emptyVolume(stack, slices, chosen);
  const write = planeWriter(volume);
  const tableOf = tableForSlice();
  const damage = new Map<Slice, CambiumError>();
  let done = 0;

  const jobs = jobsOf(stack, slices);
  const isMultiFrame = jobs.some((job) => job.slices.length > 1);
  try {
    await eachOf(jobs, isMultiFrame ? 1 : decoder.parallel + READ_AHEAD, (job) =>
      noting(damage, job.slices, async () => {
        const frames = await openFrames(job.file, job.slices[0]);
        await eachOf(job.slices, decoder.parallel, (slice) =>
          noting(damage, [slice], async () => {
            const words = await namedInstance(slice.source, () => frameWords(frames(slice.frameIndex), slice, decoder));
            write(slices.indexOf(slice), words, tableOf(slice));
            progress?.('decode', ++done, slices.length);
          }),
        );
      }),
    );
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const first = slices.find((slice) => damage.has(slice));
  if (first) throw unreadable(damage, first);
  return volume;
}

function emptyVolume(
  { seriesInstanceUid, slices: all }: Stack,
  slices: readonly Slice[],
  chosen: readonly number[],
): Volume {
  const grid = volumeGrid(all, chosen);
  const voxels = grid.dims[0] * grid.dims[1] * grid.dims[2];
  const { frameOfReferenceUid } = slices[0];
  const isExact = slices.some(({ rescale }) => givesFractions(rescale));
  return {
    seriesInstanceUid,
    ...(frameOfReferenceUid && { frameOfReferenceUid }),
    ...grid,
    hu: new Int16Array(new SharedArrayBuffer(voxels * Int16Array.BYTES_PER_ELEMENT)),
    ...(isExact && { exactHu: new Float32Array(new SharedArrayBuffer(voxels * Float32Array.BYTES_PER_ELEMENT)) }),
    slices: slices.map(({ source }) => source),
  };
}

interface Job {
  readonly file: SourceFile;
  /** At least one; all of the same layout. */
  readonly slices: readonly Slice[];
}

/** One a file, in the order of the slices. */
function jobsOf({ files }: Stack, slices: readonly Slice[]): readonly Job[] {
  const byUid = new Map(files.map((file) => [file.sopInstanceUid, file]));
  const jobs = new Map<SourceFile, Slice[]>();
  for (const slice of slices) {
    const file = byUid.get(slice.source.sopInstanceUid);
    if (!file) throw new CambiumError('internal.fault', 'A stack has a slice that none of its files holds.');
    const job = jobs.get(file);
    if (job) job.push(slice);
    else jobs.set(file, [slice]);
  }
  return [...jobs].map(([file, ofFile]) => ({ file, slices: ofFile }));
}

/** Goes on after damage, so that all of it is counted; gives up once there is too much of it. */
async function noting(
  damage: Map<Slice, CambiumError>,
  slices: readonly Slice[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isDamage(error) || damage.size >= MOST_DAMAGED) throw error;
    for (const slice of slices) damage.set(slice, error);
  }
}

function unreadable(damage: ReadonlyMap<Slice, CambiumError>, first: Slice): CambiumError {
  const cause = damage.get(first);
  const least = damage.size >= MOST_DAMAGED ? 'At least ' : '';
  const more = damage.size > 1 ? ` ${least}${damage.size} slices are damaged.` : '';
  return new CambiumError('pixels.unreadable', `${cause?.details}${more}`, { cause });
}
