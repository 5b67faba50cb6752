/**
 * A Stack in, its Volume out. Files are read and frames decoded a few at a time by the decoder's threads, each straight into
 * its plane: in memory are the volume and a few files.
 */
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder, FrameFormat, FrameTarget, StoredFrame } from '../../ports/frame-decoder.js';
import type { ProgressListener } from '../../ports/study-worker.js';
import type { Volume } from '../volume.js';
import { eachOf } from './each-of.js';
import { volumeGrid } from './grid/volume-grid.js';
import { isDamage, namedInstance } from './named-instance.js';
import { givesFractions, tableForSlice } from './pixels/hounsfield-table.js';
import { framesIn, openFrames } from './pixels/open-frames.js';
import { type EmptyVolume, planeWriter } from './pixels/plane-writer.js';
import { sharedFloat32s, sharedInt16s } from './pixels/shared-values.js';
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
        const stored = await storedSlices(job);
        await eachOf(job.slices, decoder.parallel, (slice) =>
          noting(damage, [slice], async () => {
            const as = (into: readonly FrameTarget[]) => ({ format: frameFormat(slice), into });
            await write(slices.indexOf(slice), tableOf(slice), (into) =>
              namedInstance(slice.source, () => decoder.decodeInto(slice.transferSyntaxUid, stored(slice), as(into))),
            );
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
): EmptyVolume {
  const grid = volumeGrid(all, chosen);
  const voxels = grid.dims[0] * grid.dims[1] * grid.dims[2];
  const { frameOfReferenceUid } = slices[0];
  const isExact = slices.some(({ rescale }) => givesFractions(rescale));
  return {
    seriesInstanceUid,
    ...(frameOfReferenceUid && { frameOfReferenceUid }),
    ...grid,
    hu: sharedInt16s(voxels),
    ...(isExact && { exactHu: sharedFloat32s(voxels) }),
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

/** The frames of a file: loaded once if there are several, else left to the decoder's threads where they can read the file. */
async function storedSlices({ file, slices }: Job): Promise<(slice: Slice) => StoredFrame> {
  if (slices.length > 1) {
    const frames = await openFrames(file, slices[0]);
    return ({ frameIndex }) => ({ index: frameIndex, bytes: async () => frames(frameIndex) });
  }
  const extent = await file.locate?.();
  return ({ frameIndex, rows, columns }) => ({
    ...(extent && { file: extent }),
    index: frameIndex,
    bytes: async () => framesIn(await file.load(), { rows, columns })(frameIndex),
  });
}

/** 16 bits allocated: all others are refused. */
function frameFormat({ rows, columns, format: { bitsStored, signed } }: Slice): FrameFormat {
  return { rows, columns, bitsAllocated: 16, bitsStored, signed };
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
