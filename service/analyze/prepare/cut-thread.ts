/** Entry of a thread that cuts regions: one request at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
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
  cutter.cut(region, into);
  parentPort?.postMessage({ id } satisfies CutReply);
}
