/** A finished draft as a plan: tables of neighbours and weights, the grid in patient space, the coverage. */
import type { Vector3 } from '../../dicom/instance-header.js';
import { along } from '../volume/vector.js';
import type { Volume } from '../volume.js';
import { type AxisSamples, spacingMm } from './axis-samples.js';
import { coverageOf } from './coverage.js';
import { type Draft, mapAxes } from './draft.js';
import type { OutputGrid, Plan, PlanAxis, TileLayout } from './plan.js';

export function finishPlan({ axes, channels, truncated, copies, pads, tiles }: Draft, volume: Volume): Plan {
  const grid = gridOf(axes, volume);
  return {
    grid,
    axes: mapAxes(axes, tableOf),
    channels,
    truncated,
    copies,
    pads,
    tiles: tiles ?? wholeArray(grid),
    coverage: coverageOf(axes),
  };
}

/** In the volume's own indices: an axis that runs against the volume's has its tables turned round. */
function tableOf({ source, reversed, sourceLength, at, pad }: AxisSamples): PlanAxis {
  const inVolume = (place: number) => (reversed ? sourceLength - 1 - place : place);
  const lower = at.map((place) => Math.floor(place));
  const upper = lower.map((place, i) => (at[i] === place ? place : place + 1));
  return {
    source,
    lower: Int32Array.from(lower, inVolume),
    upper: Int32Array.from(upper, inVolume),
    weight: Float64Array.from(at, (place, i) => place - lower[i]),
    pad: Uint8Array.from(pad),
  };
}

function gridOf(axes: Draft['axes'], volume: Volume): OutputGrid {
  const direction = mapAxes(axes, ({ source, reversed }): Vector3 => {
    const [x, y, z] = volume.direction[source];
    return reversed ? [-x, -y, -z] : [x, y, z];
  });
  const spacing = mapAxes(axes, spacingMm);
  const origin = axes.reduce((place, axis) => {
    const voxel = axis.reversed ? axis.sourceLength - 1 - axis.origin : axis.origin;
    return along(place, volume.direction[axis.source], voxel * axis.sourceMm);
  }, volume.origin);
  return { dims: mapAxes(axes, ({ at }) => at.length), spacing, origin, direction };
}

function wholeArray({ dims }: OutputGrid): TileLayout {
  return { size: dims, starts: [[0], [0], [0]], order: 'last-fastest', edge: 'replicate' };
}
