/**
 * Hyperdense voxels of the cranial cavity. A piece is found where most of a neighbourhood of about 3 mm lies in 50 to
 * 100 HU, over at least 0.1 ml (majority.ts). Its border is then drawn half-way between its own density and that of its
 * surroundings (redraw-piece.ts), as 50 HU is where a piece is certain, not where it ends.
 *
 * What stays in is whatever has that density: falx and tentorium, venous sinuses, streaks of a hardened beam, enhanced
 * vessels if contrast was given.
 */
import type { Volume } from '../volume.js';
import { type Box, boxBetween, eachRow, widen } from './box.js';
import { type Components, components } from './components.js';
import { countOf, elementMl } from './grid.js';
import { REGION_LABELS } from './labels.js';
import { majority } from './majority.js';
import { MARGIN_MM, type Piece, redrawPiece } from './redraw-piece.js';

const BLOOD_HU = { least: 50, most: 100 } as const;
/** Smaller pieces are noise or a calcification's rim. */
const PIECE_ML = 0.1;

/** Gives hyperdense voxels of labels 7 and 8 the labels 9 and 10, in place. @param box that holds all of them. */
export function markHyperdense(volume: Volume, labels: Uint8Array, box: Box): void {
  const isCavity = (index: number) =>
    labels[index] === REGION_LABELS.intracranialLeft || labels[index] === REGION_LABELS.intracranialRight;
  const dense = majority(volume, box, BLOOD_HU);
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++) dense[to + i] &= isCavity(at + i) ? 1 : 0;
  });
  const pieces = piecesOf(components(dense, box.grid, 'spatial'), box);
  // All are drawn before any is marked: none depends on the order.
  const redrawn = pieces.map((piece) => redrawPiece(volume, piece, { isCavity, range: BLOOD_HU }));
  for (const { box: around, mask } of redrawn) {
    eachRow(volume, around, (at, to, length) => {
      for (let i = 0; i < length; i++)
        if (mask[to + i] === 1 && isCavity(at + i))
          labels[at + i] += REGION_LABELS.hyperdenseLeft - REGION_LABELS.intracranialLeft;
    });
  }
}

/** The components that are large enough, each in a box of its own. */
function piecesOf(found: Components, box: Box): Piece[] {
  const least = PIECE_ML / elementMl(box.grid);
  const runs = new Map<number, number[]>();
  for (const [run, component] of found.of.entries()) {
    if (found.sizes[component] < least) continue;
    const known = runs.get(component);
    if (known) known.push(run);
    else runs.set(component, [run]);
  }
  return [...runs.values()].map((ofPiece) => pieceOf(found, ofPiece, box));
}

function pieceOf({ starts, ends }: Components, runs: readonly number[], { from, grid }: Box): Piece {
  const [nx, ny] = grid.dims;
  const pointOf = (index: number) => [index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny))] as const;
  const low = [...grid.dims];
  const high = [-1, -1, -1];
  for (const run of runs) {
    widen(low, high, pointOf(starts[run]));
    widen(low, high, pointOf(ends[run] - 1));
  }
  const margin = grid.spacing.map((mm) => Math.ceil(MARGIN_MM / mm));
  const first = low.map((at, axis) => Math.max(0, at - margin[axis]));
  const last = high.map((at, axis) => Math.min(grid.dims[axis] - 1, at + margin[axis]));
  const inCavity = boxBetween(first, last, grid.spacing);
  const [bx, by] = inCavity.grid.dims;
  const mask = new Uint8Array(countOf(inCavity.grid));
  for (const run of runs) {
    const [x, y, z] = pointOf(starts[run]);
    const to = ((z - first[2]) * by + y - first[1]) * bx + x - first[0];
    mask.fill(1, to, to + ends[run] - starts[run]);
  }
  return {
    box: { grid: inCavity.grid, from: [from[0] + first[0], from[1] + first[1], from[2] + first[2]] },
    mask,
  };
}
