/**
 * Regions: a volume in HU in; a label a voxel and what is known of each region out. Found by density, connection and shape
 * alone, so the same volume always gives the same labels.
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
import { reduce } from './grid.js';
import type { Regions } from './labels.js';
import { markHyperdense } from './mark-hyperdense.js';
import { paintLabels } from './paint-labels.js';
import { zoneCavity } from './zone-cavity.js';
import { zoneLungs } from './zone-lungs.js';
import { ZONES } from './zones.js';

const STEPS = 5;

export function findRegions(volume: Volume, progress: ProgressListener = () => {}): Regions {
  const reduced = reduce(volume);
  progress('regions', 1, STEPS);
  const body = findBody(reduced);
  progress('regions', 2, STEPS);
  const zones = new Uint8Array(body);
  const lungs = zoneLungs(reduced, body, zones);
  progress('regions', 3, STEPS);
  const intracranial = zoneCavity(reduced, zones);
  progress('regions', 4, STEPS);
  const labels = paintLabels(volume, zones, reduced);
  const cavity = boxAround(volume, zones, { reduced, wanted: [ZONES.cavityLeft, ZONES.cavityRight] });
  if (cavity) markHyperdense(volume, labels, cavity);
  progress('regions', 5, STEPS);
  return { labels, contents: { lungs, intracranial } };
}
