/** Entry of a thread that cuts regions: one request at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
import { channelCount } from './plan.js';
import { RegionCutter } from './region-cutter.js';
import type { CutReply, CutRequest } from './thread-messages.js';

const cutters = new Map<number, RegionCutter>();

parentPort?.on('message', (request: CutRequest) => {
  if (request.type === 'begin') cutters.set(request.id, new RegionCutter(request.plan, request.voxels));
  else if (request.type === 'end') cutters.delete(request.plan);
  else cut(request);
});

function cut({ id, plan, region, into }: Extract<CutRequest, { type: 'cut' }>): void {
  const cutter = cutters.get(plan);
  if (!cutter) throw new Error('A region was asked for of a plan that has ended.');
  if (into) {
    cutter.cut(region, into);
    parentPort?.postMessage({ id } satisfies CutReply);
    return;
  }
  const voxels = region.size[0] * region.size[1] * region.size[2];
  const data = new Float32Array(voxels * channelCount(cutter.plan));
  cutter.cut(region, { data, offset: 0, channelStride: voxels });
  parentPort?.postMessage({ id, data } satisfies CutReply, [data.buffer]);
}
