/** What the thread that asks and the threads that cut say to each other. */
import type { Plan } from './plan.js';
import type { Region } from './region.js';
import type { Voxels } from './voxel-rows.js';

export type CutRequest =
  /** From now on `id` stands for this plan and this volume, whose voxels lie on shared memory and are not copied. */
  | { readonly type: 'begin'; readonly id: number; readonly plan: Plan; readonly voxels: Voxels }
  | {
      readonly type: 'cut';
      readonly id: number;
      readonly plan: number;
      readonly region: Region;
      readonly into: SharedTarget;
    }
  | { readonly type: 'end'; readonly plan: number };

/** The block's place in an array on shared memory. */
export interface SharedTarget {
  readonly data: Float32Array<SharedArrayBuffer>;
  readonly offset: number;
  readonly channelStride: number;
}

/** The region lies in its place. */
export interface CutReply {
  readonly id: number;
}
