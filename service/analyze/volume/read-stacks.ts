/**
 * The files of a series in, its stacks out: from headers alone, but for slices that nothing else tells apart, whose pixels
 * are compared. What is wrong with one stack is said of that stack; another one of the series may still become a volume.
 */
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import { eachOf } from './each-of.js';
import { isDamage, namedInstance } from './named-instance.js';
import type { Slice } from './slice.js';
import type { SourceFile } from './source-file.js';
import { samePixels } from './stack/compare-pixels.js';
import { dropRepeats } from './stack/drop-repeats.js';
import { groupSlices } from './stack/group-slices.js';
import { readHeaders } from './stack/read-headers.js';
import { stackRefusal } from './stack/refusal.js';
import { splitSlices } from './stack/split-slices.js';
import { stackFacts } from './stack/stack-facts.js';
import { groupLabels } from './stack/stack-labels.js';
import { type Unplaced, unplacedStack } from './stack/unplaced.js';
import type { Stack } from './stack.js';

export interface VolumeInput {
  readonly seriesInstanceUid: SeriesInstanceUid;
  /** One an instance of the series, in any order. */
  readonly files: readonly SourceFile[];
}

/** Enough to hide the wait for a disk; more would only queue there. */
const PARALLEL_READS = 8;

/**
 * At least one stack; those of the orientation that has most slices first, within it by time point, phase and so on.
 * @throws CambiumError of class `unsuitable` if no file holds a slice: why the first one holds none; `pixels.unreadable` if a
 *   header is damaged, since nobody knows which stack then lacks a slice; and whatever reading a file throws.
 */
export async function readStacks(
  { seriesInstanceUid, files }: VolumeInput,
  decoder: Pick<FrameDecoder, 'decodes'>,
): Promise<readonly Stack[]> {
  const { slices, unplaced } = await readSlicesOf(files);
  if (slices.length === 0) throw unplaced[0]?.why ?? new CambiumError('series.too-few-slices', 'It has none.');
  const groups = groupSlices(slices);
  const labels = groupLabels(groups);
  const stacks: Omit<Stack, 'number'>[] = [];
  for (const [i, group] of groups.entries()) {
    const unrepeated = await dropRepeats(group, samePixels(files));
    for (const part of splitSlices(unrepeated.slices)) {
      const refusal = stackRefusal(part.slices, decoder);
      stacks.push({
        seriesInstanceUid,
        label: [labels[i], ...part.labels].filter(Boolean).join(', '),
        slices: part.slices,
        files: filesOf(part.slices, files),
        facts: stackFacts(part.slices, unrepeated.repeated.filter((slice) => part.slices.includes(slice)).length),
        ...(refusal && { refusal }),
      });
    }
  }
  if (unplaced.length > 0) stacks.push(unplacedStack(seriesInstanceUid, unplaced));
  return stacks.map((stack, i) => ({ ...stack, number: i + 1 }));
}

async function readSlicesOf(files: readonly SourceFile[]): Promise<{ slices: Slice[]; unplaced: Unplaced[] }> {
  const slices: Slice[] = [];
  const unplaced: Unplaced[] = [];
  await eachOf(files, PARALLEL_READS, async (file) => {
    try {
      slices.push(...(await namedInstance(file, () => readHeaders(file))));
    } catch (error) {
      const isUnsuitable = error instanceof CambiumError && error.class === 'unsuitable' && !isDamage(error);
      if (!isUnsuitable) throw error;
      unplaced.push({ file, why: error });
    }
  });
  return { slices, unplaced: unplaced.toSorted((a, b) => (a.file.sopInstanceUid < b.file.sopInstanceUid ? -1 : 1)) };
}

function filesOf(slices: readonly Slice[], files: readonly SourceFile[]): readonly SourceFile[] {
  const uids = new Set(slices.map(({ source }) => source.sopInstanceUid));
  return files.filter(({ sopInstanceUid }) => uids.has(sopInstanceUid));
}
