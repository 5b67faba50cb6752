/**
 * Cuts regions of the encoder's array out of a volume: reads, clips, interpolates and pads in one pass, and computes nothing
 * outside of the region. Trilinear interpolation is done an axis at a time, z, y, then x, in float64, the result in float32.
 */
import type { Axis } from '../volume.js';
import { mapAxes } from './draft.js';
import { fillPadding } from './fill-padding.js';
import { rowLength } from './lerp.js';
import { LerpedRows, rowSampling } from './lerped-rows.js';
import type { Plan, PlanAxis, PlanChannel, Triple } from './plan.js';
import { axisOfRegion, type Region } from './region.js';
import { BLOCK, scatter } from './scatter.js';
import { applyToRow } from './value-map.js';
import { type RowReader, rowReader, type Voxels } from './voxel-rows.js';

/** The region's block, contiguous for each channel, slowest axis first. */
export interface Target {
  readonly data: Float32Array;
  /** Index of the block's first voxel in the first channel; and from there to the same of the next. */
  readonly offset: number;
  readonly channelStride: number;
}

/** An axis of the region, its inside as a range, and how far its voxels lie apart in the target. */
interface CutAxis extends PlanAxis {
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

type CutAxes = Readonly<Record<'x' | 'y' | 'z', CutAxis>>;

export class RegionCutter {
  readonly #readers: readonly RowReader[];

  constructor(
    readonly plan: Plan,
    readonly voxels: Voxels,
  ) {
    this.#readers = plan.channels.map(({ before }) => rowReader(voxels, before));
  }

  cut(region: Region, target: Target): void {
    const { plan } = this;
    const parts = mapAxes(plan.axes, (axis, k) => axisOfRegion(axis, region.start[k], region.size[k], plan.tiles.edge));
    const axes = cutAxes(parts);
    for (const [index, channel] of plan.channels.entries()) {
      const first = target.offset + index * plan.copies * target.channelStride;
      const values = plan.pads.map((pad) => pad[index]);
      fillPadding(parts, values, target.data, first);
      this.#interpolate(axes, { channel, reader: this.#readers[index] }, target.data, first);
      this.#copy(region, target, first);
    }
  }

  #interpolate(
    axes: CutAxes,
    source: { channel: PlanChannel; reader: RowReader },
    data: Float32Array,
    first: number,
  ): void {
    const { x, y, z } = axes;
    if (x.from === x.to || y.from === y.to || z.from === z.to) return;
    const width = x.to - x.from;
    const length = rowLength(width);
    const { dims } = this.voxels;
    const sampling = rowSampling(dims, { ...x, truncated: this.plan.truncated });
    const planes = Array.from(
      { length: z.stride === 1 ? BLOCK : 1 },
      () => new LerpedRows(dims, source.reader, sampling),
    );
    const block = new Float32Array(planes.length * length);
    const results = planes.map((_, i) => block.subarray(i * length, (i + 1) * length));
    for (let k = z.from; k < z.to; k += planes.length) {
      const count = Math.min(planes.length, z.to - k);
      for (let i = 0; i < count; i++) planes[i].moveTo(z.lower[k + i], z.upper[k + i], z.weight[k + i]);
      for (let j = y.from; j < y.to; j++) {
        for (let i = 0; i < count; i++) planes[i].write(y.lower[j], y.upper[j], y.weight[j], results[i]);
        applyToRow(source.channel.after, block);
        scatter(
          { rows: block, length, count, width },
          { data, offset: first + k * z.stride + j * y.stride + x.from * x.stride, stride: x.stride },
        );
      }
    }
  }

  /** The further copies of a channel. */
  #copy({ size }: Region, { data, channelStride }: Target, first: number): void {
    const end = first + size[0] * size[1] * size[2];
    for (let copy = 1; copy < this.plan.copies; copy++) data.copyWithin(first + copy * channelStride, first, end);
  }
}

/** By the volume's axes. */
function cutAxes(parts: Triple<PlanAxis>): CutAxes {
  const strides = [parts[1].pad.length * parts[2].pad.length, parts[2].pad.length, 1];
  const along = (source: Axis): CutAxis => {
    const k = parts.findIndex((part) => part.source === source);
    const { pad } = parts[k];
    const from = pad.indexOf(0);
    return from < 0
      ? { ...parts[k], stride: strides[k], from: 0, to: 0 }
      : { ...parts[k], stride: strides[k], from, to: pad.lastIndexOf(0) + 1 };
  };
  return { x: along(0), y: along(1), z: along(2) };
}
