/**
 * Draws the border of a hyperdense piece again, where its density is half-way to what surrounds it.
 *
 * A blurred edge lies half-way. A fixed lower limit draws it too far inside where blood of 60 HU lies in oedema or fluid of
 * 15 HU, and too far outside where blood of 80 HU lies in brain of 35 HU. So the limit is set between the mean of the piece
 * and the median of a shell around it, and the same majority as before decides, on the piece and a rim of one voxel or
 * 1.2 mm. The rim keeps to the slices of the piece where these are thicker: half a slice would be a guess.
 */
import type { Volume } from '../volume.js';
import { type Box, eachRow } from './box.js';
import type { Mask } from './grid.js';
import { type HuRange, majority } from './majority.js';
import { dilate } from './morphology.js';

export interface Piece {
  /** With a margin of `MARGIN_MM` around the piece, as far as the cavity goes. */
  readonly box: Box;
  readonly mask: Mask;
}

const RIM_MM = 1.2;
/** Thick enough for a median that noise does not move, thin enough to be of the same surroundings. */
const SHELL_MM = 3;

export const MARGIN_MM = RIM_MM + SHELL_MM;

/**
 * @param isCavity by label: only the cavity counts as surroundings.
 * @param range that found the piece. What is in it is of its kind, not its surroundings; its upper end stays.
 */
export function redrawPiece(
  volume: Volume,
  { box, mask }: Piece,
  { isCavity, range }: { isCavity: (index: number) => boolean; range: HuRange },
): Piece {
  const near = dilate(mask, box.grid, { mm: Math.max(RIM_MM, box.grid.spacing[0]), extent: 'spatial' });
  const shell = dilate(near, box.grid, { mm: SHELL_MM, extent: 'spatial' });
  const piece = { sum: 0, count: 0 };
  const around: number[] = [];
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++) {
      const hu = volume.hu[at + i];
      if (mask[to + i] === 1) {
        piece.sum += hu;
        piece.count++;
      } else if (shell[to + i] > near[to + i] && hu < range.least && isCavity(at + i)) around.push(hu);
    }
  });
  if (around.length === 0) return { box, mask };
  const least = (piece.sum / piece.count + median(around)) / 2;
  const redrawn = majority(volume, box, { least, most: range.most });
  for (let i = 0; i < redrawn.length; i++) redrawn[i] &= near[i];
  return { box, mask: redrawn };
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1];
}
