/** Why a stack forms no volume, asked of its headers alone. */
import type { Vector3 } from '../../../dicom/instance-header.js';
import { CambiumError } from '../../../errors/registry.js';
import type { FrameDecoder } from '../../../ports/frame-decoder.js';
import type { Axis } from '../../volume.js';
import { sourceAxes, stackNormal } from '../grid/axes.js';
import { sideways, stackLine } from '../grid/stack-line.js';
import { volumeGrid } from '../grid/volume-grid.js';
import type { Slice } from '../slice.js';
import type { Stack } from '../stack.js';
import { checkPixels } from './check-pixels.js';
import { isLocalizer } from './group-slices.js';
import { type SliceGaps, sliceGaps } from './slice-gaps.js';

/** A gantry tilts by 30° at most. A stack that leans more than this is wider than high, and no scanner makes it. */
const MOST_SHEAR_DEGREES = 45;
/** Of a pixel: a slice that is further off its line gives voxels the values of their neighbours. */
const SHIFT_TOLERANCE = 0.5;
/** 2 GiB of voxels, four thousand slices of 512 × 512: a damaged header must not exhaust the memory. */
const MAX_VOXELS = 2 ** 30;

/**
 * The reasons come in the order in which they explain each other: doubled positions make every gap look wrong, a gap is a
 * gap in a tilted stack too. Loss by compression is no reason here: what a pack makes of it is for its selection to say.
 * @param slices sorted along their normal, at least one.
 */
export function stackRefusal(slices: readonly Slice[], decoder: Pick<FrameDecoder, 'decodes'>): Stack['refusal'] {
  try {
    if (isLocalizer(slices[0])) throw new CambiumError('series.localizer');
    if (slices.length < 2) throw new CambiumError('series.too-few-slices', 'One slice is no volume.');
    const normal = stackNormal(slices[0]);
    const positions = slices.map(({ position }) => position);
    checkGaps(sliceGaps(positions, normal), sourceAxes(slices[0]).slices);
    checkLine(positions, normal, Math.min(...slices[0].pixelSpacing));
    checkSize(slices);
    for (const slice of slices) checkPixels(slice, decoder);
    return undefined;
  } catch (error) {
    if (!(error instanceof CambiumError) || error.class !== 'unsuitable') throw error;
    return { reason: error.code, message: error.message, details: error.details };
  }
}

function checkGaps({ doubled, even, missing, leastMm, mostMm }: SliceGaps, axis: Axis): void {
  if (doubled.length > 0) {
    const details = `${count(doubled.length, 'slice')} too many, ${places(doubled, axis)}.`;
    throw new CambiumError('geometry.duplicate-position', details);
  }
  if (missing.length > 0) {
    throw new CambiumError(
      'geometry.missing-slice',
      `${count(missing.length, 'slice')} missing, ${places(missing, axis)}.`,
    );
  }
  if (!even) throw new CambiumError('geometry.uneven-spacing', `Gaps of ${mm(leastMm)} to ${mm(mostMm)} mm.`);
}

function checkLine(positions: readonly Vector3[], normal: Vector3, pixelMm: number): void {
  const line = stackLine(positions, normal);
  const off = sideways(positions, line, normal).filter((distance) => distance > SHIFT_TOLERANCE * pixelMm).length;
  if (off > 0) throw new CambiumError('geometry.shifted', `${off} of ${positions.length} slices lie off the line.`);
  if (line.shearDegrees > MOST_SHEAR_DEGREES) {
    throw new CambiumError('geometry.tilted', `By ${line.shearDegrees.toFixed(1)}°.`);
  }
}

function checkSize(slices: readonly Slice[]): void {
  const { dims } = volumeGrid(slices);
  if (dims[0] * dims[1] * dims[2] <= MAX_VOXELS) return;
  throw new CambiumError('pixels.format-unsupported', `${dims.join(' × ')} voxels are too many.`);
}

/** Along the patient's axis that is nearest to the normal; the first few are enough to find them. */
function places(positions: readonly Vector3[], axis: Axis): string {
  const shown = positions.slice(0, 5).map((position) => mm(position[axis]));
  return `at ${'xyz'[axis]} = ${shown.join(', ')} mm${positions.length > shown.length ? ' and on' : ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function mm(value: number): string {
  return value.toFixed(2);
}
