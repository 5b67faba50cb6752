/** What of the scan lies in the encoder's array, and how much was cut off on which side of the patient. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Axis } from '../volume.js';
import type { AxisSamples } from './axis-samples.js';
import type { Coverage, PatientSide, Triple } from './plan.js';

/** The sides at the two ends of each axis of a volume, as it runs. */
const SIDES = [
  ['right', 'left'],
  ['anterior', 'posterior'],
  ['inferior', 'superior'],
] as const satisfies readonly (readonly [PatientSide, PatientSide])[];

/** A voxel on the very border counts as inside, whatever the last bit of a sum says. */
const HAIR = 1e-9;

export function coverageOf(axes: Triple<AxisSamples>): Coverage {
  const of = (source: Axis) => axes.find((axis) => axis.source === source) ?? axes[0];
  const along = [of(0), of(1), of(2)] as const;
  const leftOut = along.map(leftOutAlong);
  const ranges = along.map(coveredRange);
  const corner = (which: 0 | 1): Vector3 => [ranges[0][which], ranges[1][which], ranges[2][which]];
  const sides = SIDES.flatMap((pair, axis) => pair.map((side, end) => [side, leftOut[axis][end]] as const));
  return {
    share: along.reduce((share, axis) => share * shareAlong(axis), 1),
    leftOutMm: Object.fromEntries(sides) as Record<PatientSide, number>,
    from: corner(0),
    to: corner(1),
  };
}

/** As the volume's axis runs. */
function leftOutAlong({ reversed, leftOutMm: [before, behind] }: AxisSamples): readonly [number, number] {
  return reversed ? [behind, before] : [before, behind];
}

function shareAlong({ leftOutMm: [before, behind], offeredMm }: AxisSamples): number {
  return 1 - (before + behind) / offeredMm;
}

/** Voxels of the volume whose centre lies in a voxel of the array that is not padding. */
function coveredRange({ at, pad, step, reversed, sourceLength }: AxisSamples): readonly [number, number] {
  const sampled = at.filter((_, index) => pad[index] === 0);
  const first = Math.max(Math.ceil((sampled[0] ?? 0) - step / 2 - HAIR), 0);
  const end = Math.min(Math.floor((sampled.at(-1) ?? -1) + step / 2 + HAIR) + 1, sourceLength);
  return reversed ? [sourceLength - end, sourceLength - first] : [first, end];
}
