/**
 * Zones: what the reduced grid says of a block, and the one threshold by which each of its voxels then gets its label. So
 * the masks' borders are drawn at full resolution, while all searching happens on the reduced grid.
 */
import { AERATED_HU } from './close-lung.js';
import { REGION_LABELS, type RegionLabel } from './labels.js';

export const ZONES = {
  outside: 0,
  body: 1,
  /** In the closed hull of a lung. */
  lungLeft: 2,
  lungRight: 3,
  /** Solid tissue in the hull. */
  solidLeft: 4,
  solidRight: 5,
  /** One block around the hull: its darker voxels are the border of the lung. */
  rimLeft: 6,
  rimRight: 7,
  airway: 8,
  cavityLeft: 9,
  cavityRight: 10,
} as const;

export interface Rule {
  readonly hu: number;
  readonly upTo: RegionLabel;
  readonly above: RegionLabel;
}

const {
  background,
  body,
  lungLeft,
  lungRight,
  airway,
  nonAeratedLungLeft,
  nonAeratedLungRight,
  intracranialLeft,
  intracranialRight,
} = REGION_LABELS;

/** Between lung or air and soft tissue, where the border of a blurred edge lies. */
const EDGE_HU = -400;
const SKIN_HU = -500;

/** By number of the zone. */
export const RULES_BY_ZONE: readonly Rule[] = [
  { hu: SKIN_HU, upTo: background, above: background },
  { hu: SKIN_HU, upTo: background, above: body },
  { hu: AERATED_HU, upTo: lungLeft, above: body },
  { hu: AERATED_HU, upTo: lungRight, above: body },
  { hu: AERATED_HU, upTo: lungLeft, above: nonAeratedLungLeft },
  { hu: AERATED_HU, upTo: lungRight, above: nonAeratedLungRight },
  { hu: EDGE_HU, upTo: lungLeft, above: body },
  { hu: EDGE_HU, upTo: lungRight, above: body },
  { hu: EDGE_HU, upTo: airway, above: body },
  { hu: SKIN_HU, upTo: background, above: intracranialLeft },
  { hu: SKIN_HU, upTo: background, above: intracranialRight },
];
