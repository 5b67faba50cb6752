/** Entry of a thread that cuts regions: one request at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
import { channelCount } from './plan.js';
import type { Region } from './region.js';
import { RegionCutter } from './region-cutter.js';
import type { CutReply, CutRequest, SharedTarget } from './thread-messages.js';

let cutter: RegionCutter | undefined;

parentPort?.on('message', (request: CutRequest) => {
  if (request.type === 'begin') {
    cutter = new RegionCutter(request.plan, request.voxels);
    return;
  }
  if (!cutter) throw new Error('A region was asked for before a plan.');
  reply(cutter, request);
});

function reply(cutter: RegionCutter, { id, region, into }: { id: number; region: Region; into?: SharedTarget }): void {
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
