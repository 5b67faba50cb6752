/**
 * Cores: the insides of compact, even pieces of soft tissue near the middle of the patient, plane by plane. Heart, aorta and
 * vena cava are such pieces; a vertebra is not: bone is uneven, and brightest at its edge.
 */
import { type Components, components } from '../regions/components.js';
import type { Mask } from '../regions/grid.js';
import { erode } from '../regions/morphology.js';
import type { CoarseVolume } from './coarse-grid.js';
import { middlesOf } from './find-trunk.js';

export interface Core {
  readonly z: number;
  readonly cm2: number;
  readonly hu: number;
}

/** Leaves the edge, which partial volume blurs, outside; less than half of an aorta. */
const EDGE_MM = 4.5;
/** Off the middle: heart and great vessels, not liver, kidneys and spleen; bowel, which may hold contrast medium, seldom. */
const CENTRAL_MM = 45;
/** Standard deviation in HU. In the CT at hand: blood 5 to 18, vertebrae 34 and more. */
const EVEN_HU = 25;
/** How much brighter than the core its rim may be: that of blood is darker, but for vessels that touch bone. */
const RIM_HU = 5;
const LEAST_CM2 = 1;
/** The width of a large heart: the wall of the chest and what hangs together with it is wider. */
const MOST_MM = 160;
/** Of the rectangle around it: a disk fills 0.79, a bent strip of muscle much less. */
const FILLED = 0.45;

/** @param range HU that a core lies within, ends included. */
export function findCores(
  grid: CoarseVolume,
  trunk: Mask,
  range: { readonly from: number; readonly to: number },
): readonly Core[] {
  const ny = grid.dims[1];
  const within = trunk.map((set, i) => (set === 1 && grid.hu[i] >= range.from && grid.hu[i] <= range.to ? 1 : 0));
  const pieces = components(erode(within, grid, { mm: EDGE_MM, extent: 'planar' }), grid, 'planar');
  const middles = middlesOf(trunk, grid);
  const cm2 = (grid.spacing[0] * grid.spacing[1]) / 100;
  return piecesOf(pieces, grid).flatMap((piece) => {
    const { cells, sum, squares, columns, rim, runs, left, right, top, bottom } = piece;
    const hu = sum / cells;
    const z = Math.floor(top / ny);
    const offMm = Math.abs(columns / cells - middles[z]) * grid.spacing[0];
    const deviation = Math.sqrt(Math.max(0, squares / cells - hu * hu));
    const isBlood = deviation <= EVEN_HU && rim / (2 * runs) <= hu + RIM_HU;
    const isCompact =
      cells >= FILLED * (right - left) * (bottom + 1 - top) && (right - left) * grid.spacing[0] <= MOST_MM;
    const fits = isBlood && isCompact && offMm <= CENTRAL_MM && cells * cm2 >= LEAST_CM2;
    return fits ? [{ z, cm2: cells * cm2, hu }] : [];
  });
}

interface Piece {
  /** First column, the one past its last; first and last row, counted through all planes. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  cells: number;
  runs: number;
  /** Sums over its cells. */
  sum: number;
  squares: number;
  columns: number;
  /** Sum of the HU just outside, at both ends of its runs. */
  rim: number;
}

const NO_CELLS: Piece = {
  left: Number.POSITIVE_INFINITY,
  right: 0,
  top: Number.POSITIVE_INFINITY,
  bottom: 0,
  cells: 0,
  runs: 0,
  sum: 0,
  squares: 0,
  columns: 0,
  rim: 0,
};

function piecesOf({ count, starts, ends, of }: Components, { hu, dims: [nx] }: CoarseVolume): readonly Piece[] {
  const pieces = Array.from({ length: count }, () => ({ ...NO_CELLS }));
  for (const [run, owner] of of.entries()) {
    const piece = pieces[owner];
    const row = Math.floor(starts[run] / nx);
    piece.left = Math.min(piece.left, starts[run] - row * nx);
    piece.right = Math.max(piece.right, ends[run] - row * nx);
    piece.top = Math.min(piece.top, row);
    piece.bottom = row;
    piece.cells += ends[run] - starts[run];
    piece.runs++;
    piece.rim += (hu[starts[run] - 1] ?? 0) + (hu[ends[run]] ?? 0);
    for (let i = starts[run]; i < ends[run]; i++) {
      piece.sum += hu[i];
      piece.squares += hu[i] * hu[i];
      piece.columns += i % nx;
    }
  }
  return pieces;
}
