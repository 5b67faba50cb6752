/** Draft: a plan while it is made. Each step gives the next one; nothing of it is changed in place. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { AxisSamples } from './axis-samples.js';
import type { PlanChannel, TileLayout, Triple } from './plan.js';
import { applyToValue, type ValueOperation } from './value-map.js';
import type { VoxelBox } from './volume-contents.js';

export interface Draft {
  readonly axes: Triple<AxisSamples>;
  readonly channels: readonly PlanChannel[];
  readonly copies: number;
  readonly pads: readonly (readonly number[])[];
  readonly resampled: boolean;
  readonly truncated: boolean;
  readonly tiles?: TileLayout;
}

export function mapAxes<From, To>(axes: Triple<From>, change: (axis: From, place: number) => To): Triple<To> {
  return [change(axes[0], 0), change(axes[1], 1), change(axes[2], 2)];
}

/** The code by which the next padding goes. */
export function nextPad({ pads }: Draft): number {
  return pads.length + 1;
}

/** A value for the next padding, in every channel as it is now. */
export function withPad(draft: Draft, valueIn: (channel: PlanChannel) => number): Draft {
  return { ...draft, pads: [...draft.pads, draft.channels.map(valueIn)] };
}

/** On voxels and paddings alike: what was padded earlier goes through the steps that follow. */
export function withOperations(draft: Draft, operations: readonly ValueOperation[]): Draft {
  return {
    ...draft,
    channels: draft.channels.map((channel) => extended(channel, draft, operations)),
    pads: draft.pads.map((values) => values.map((value) => applyToValue(operations, value))),
  };
}

/** One channel becomes several, each with operations of its own. */
export function splitChannel(draft: Draft, lists: readonly (readonly ValueOperation[])[]): Draft {
  const [channel] = draft.channels;
  return {
    ...draft,
    channels: lists.map((operations) => extended(channel, draft, operations)),
    pads: draft.pads.map(([value]) => lists.map((operations) => applyToValue(operations, value))),
  };
}

function extended(channel: PlanChannel, { resampled }: Draft, operations: readonly ValueOperation[]): PlanChannel {
  return resampled
    ? { ...channel, after: [...channel.after, ...operations] }
    : { ...channel, before: [...channel.before, ...operations] };
}

/** The voxels of the volume that are left; only before a resampling or a padding. */
export function remainingBox(axes: Triple<AxisSamples>): VoxelBox {
  const along = (source: number) => {
    const { at, reversed, sourceLength } = axes.find((axis) => axis.source === source) ?? axes[0];
    const [first, end] = [at[0], at[0] + at.length];
    return reversed ? [sourceLength - end, sourceLength - first] : [first, end];
  };
  const box = [along(0), along(1), along(2)];
  const corner = (which: number): Vector3 => [box[0][which], box[1][which], box[2][which]];
  return { from: corner(0), to: corner(1) };
}
