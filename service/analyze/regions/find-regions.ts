/**
 * Regions: a volume in HU in; a label a voxel and what is known of each region out. Found by density, connection and shape
 * alone, so the same volume always gives the same labels. Half of each pass over the whole volume is done beside the caller,
 * where he has a second thread.
 *
 * The search runs on a grid reduced to about 2 mm (grid.ts) and ends in a map of zones; a zone's one threshold then draws
 * its border at full resolution (zones.ts). So lungs are air the chest encloses, less the airway, told from bowel gas by
 * their texture (find-lung-air.ts); non-aerated lung is what is solid in their closed hull (close-lung.ts); the cranial
 * cavity is what bone rings enclose (find-cranial-cavity.ts), its hyperdense pieces those that are mostly 50 to 100 HU
 * (mark-hyperdense.ts).
 */
import type { ProgressListener } from '../../ports/study-worker.js';
import type { Volume } from '../volume.js';
import { boxAround } from './box.js';
import { findBody } from './find-body.js';
import { emptyGrid, fillMeans, type Grid, type Planes, type ReducedVolume } from './grid.js';
import type { Regions } from './labels.js';
import { markHyperdense } from './mark-hyperdense.js';
import { paintLabels, type Zoned } from './paint-labels.js';
import { type Beside, HERE } from './tasks.js';
import { zoneCavity } from './zone-cavity.js';
import { zoneLungs } from './zone-lungs.js';
import { ZONES } from './zones.js';

const STEPS = 5;

export interface FindOptions {
  /** Is told `regions` after each step. */
  readonly progress?: ProgressListener;
  readonly beside?: Beside;
}

export async function findRegions(
  volume: Volume,
  { progress = () => {}, beside = HERE }: FindOptions = {},
): Promise<Regions> {
  const reduced = await reduce(volume, beside);
  progress('regions', 1, STEPS);
  const [intracranialFound, lungsFound] = await Promise.all([
    beside.run('findCranialCavity', reduced),
    findLungs(reduced, progress),
  ]);
  const { zones, lungs } = lungsFound;
  const intracranial = zoneCavity(reduced, intracranialFound, zones);
  progress('regions', 4, STEPS);
  const labels = await label(volume, { zones, reduced }, beside);
  const cavity = boxAround(volume, zones, { reduced, wanted: [ZONES.cavityLeft, ZONES.cavityRight] });
  if (cavity) markHyperdense(volume, labels, cavity);
  progress('regions', 5, STEPS);
  return { labels, contents: { lungs, intracranial } };
}

async function reduce({ hu, dims, spacing }: Volume, beside: Beside): Promise<ReducedVolume> {
  const reduced = emptyGrid({ dims, spacing });
  const [lower, upper] = halves(reduced);
  const other = beside.run('fillMeans', { hu, dims }, reduced, upper);
  fillMeans({ hu, dims }, reduced, lower);
  await other;
  return reduced;
}

/** The zone map with the body, the lungs and the airway. */
async function findLungs(reduced: ReducedVolume, progress: ProgressListener) {
  const body = findBody(reduced);
  progress('regions', 2, STEPS);
  const zones = new Uint8Array(body);
  const lungs = zoneLungs(reduced, body, zones);
  progress('regions', 3, STEPS);
  return { zones, lungs };
}

/** On shared memory, as the HU are. */
async function label({ hu, dims }: Volume, { zones, reduced }: Zoned, beside: Beside): Promise<Uint8Array> {
  const labels = new Uint8Array(new SharedArrayBuffer(hu.length));
  const [lower, upper] = halves(reduced);
  const other = beside.run('paintLabels', { hu, dims }, labels, { zones, reduced, planes: upper });
  paintLabels({ hu, dims }, labels, { zones, reduced, planes: lower });
  await other;
  return labels;
}

function halves({ dims }: Pick<Grid, 'dims'>): readonly [Planes, Planes] {
  const middle = dims[2] >> 1;
  return [
    { from: 0, to: middle },
    { from: middle, to: dims[2] },
  ];
}
