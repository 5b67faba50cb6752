/**
 * The label map's vocabulary, and what is known of each region besides its voxels. A voxel has exactly one label; measures
 * name the labels they sum. Left and right are the patient's.
 */

export const REGION_LABELS = {
  /** Outside the body, and gas in it that is neither lung nor airway. */
  background: 0,
  /** In the body and in no other region: soft tissue, bone, vessels of the lungs, walls of the airway. */
  body: 1,
  lungLeft: 2,
  lungRight: 3,
  /** Lumen of the trachea and the main bronchi: not lung. */
  airway: 4,
  /** Above -250 HU in the closed hull of the lung and too thick for a vessel: see close-lung.ts for what it leaves out. */
  nonAeratedLungLeft: 5,
  nonAeratedLungRight: 6,
  /** The cranial cavity, a margin off the bone, without its hyperdense voxels. */
  intracranialLeft: 7,
  intracranialRight: 8,
  /** Mostly 50 to 100 HU: see mark-hyperdense.ts for what it takes in besides blood. */
  hyperdenseLeft: 9,
  hyperdenseRight: 10,
} as const;

export type RegionLabel = (typeof REGION_LABELS)[keyof typeof REGION_LABELS];

/** Labels by what they are summed for. `left` and `right` of an entry partition `all`. */
export const LABEL_SETS = {
  lungs: sides(REGION_LABELS.lungLeft, REGION_LABELS.lungRight),
  nonAeratedLung: sides(REGION_LABELS.nonAeratedLungLeft, REGION_LABELS.nonAeratedLungRight),
  hyperdense: sides(REGION_LABELS.hyperdenseLeft, REGION_LABELS.hyperdenseRight),
  /** The whole measured cavity: with its hyperdense voxels. */
  intracranial: {
    all: [7, 8, 9, 10],
    left: [REGION_LABELS.intracranialLeft, REGION_LABELS.hyperdenseLeft],
    right: [REGION_LABELS.intracranialRight, REGION_LABELS.hyperdenseRight],
  },
} as const satisfies Record<string, LabelSet>;

export interface LabelSet {
  readonly all: readonly RegionLabel[];
  readonly left: readonly RegionLabel[];
  readonly right: readonly RegionLabel[];
}

/** Regions that measures are gated by. */
export type RegionName = 'lungs' | 'intracranial';

export interface RegionContent {
  readonly present: boolean;
  /** Share of the region that lies within the volume, 0 to 1: an estimate (coverage.ts); 0 if absent. */
  readonly coverage: number;
  /** Ends that lie within the volume: false where the region goes on past the first (inferior) or last (superior) slice. */
  readonly complete: { readonly inferior: boolean; readonly superior: boolean };
  /** ml of what was found, on the reduced grid: for sentences, not for measures. */
  readonly volumeMl: number;
  /** One sentence for people: what was found, or why the region counts as absent. */
  readonly detail: string;
}

export interface Regions {
  /** One label a voxel, indexed as `Volume.hu`. */
  readonly labels: Uint8Array;
  readonly contents: Readonly<Record<RegionName, RegionContent>>;
}

function sides<L extends RegionLabel, R extends RegionLabel>(left: L, right: R) {
  return { all: [left, right], left: [left], right: [right] } as const;
}
