/**
 * local.onnx: HU and labels of crops in, their counts out. Every voxel adds 1 to the cell of its label and its HU, one HU
 * wide; bins and sums are folded from those cells afterwards, when few numbers are left. So the voxels are scattered once,
 * not once for each sum, and counts stay exact: a crop has 2^20 voxels, float32 holds integers up to 2^24.
 */
import { GraphBuilder } from '../onnx/graph-builder.js';
import type { Graph } from '../onnx/model.js';
import type { Layout } from './layout.js';

export function localGraph(layout: Layout): Graph {
  const [lowest, highest] = layout.clip;
  const cells = highest - lowest + 1;
  const g = new GraphBuilder();

  const clipped = g.add('Clip', [g.cast('hu', 'int32'), g.int32(lowest), g.int32(highest)]);
  const cellOfHu = g.add('Sub', [clipped, g.int32(lowest)]);
  const firstCell = g.add('Mul', [g.cast('labels', 'int32'), g.int32(cells)]);
  const cell = g.add('Flatten', [g.add('Add', [firstCell, cellOfHu])]);
  const counts = g.reshape(countCells(g, cell, layout.labels * cells), [0, layout.labels, cells]);

  const row = g.concat([...foldBins(g, counts, layout), foldSums(g, counts, layout)], 2);
  g.output('crop_embed', g.add('Flatten', [row]));
  return g.graph({
    name: 'densitometry-local',
    doc: 'Counts the voxels of CT crops by region and HU.',
    inputs: [
      { name: 'hu', type: 'int16', dims: ['n', 1, ...layout.tile], doc: 'Hounsfield units; axes z, y, x.' },
      { name: 'labels', type: 'uint8', dims: ['n', 1, ...layout.tile], doc: 'Region of each voxel; axes z, y, x.' },
    ],
    outputs: [
      {
        name: 'crop_embed',
        type: 'float32',
        dims: ['n', layout.labels * layout.rowLength],
        doc: 'One row a label: voxels in each bin, voxels in all, sum of HU, sum of HU squared.',
      },
    ],
  });
}

/** `cell` [n, voxels] → how often each cell occurs, [n, cells], float32. */
function countCells(g: GraphBuilder, cell: string, cells: number): string {
  const shape = g.add('Shape', [cell]);
  const crops = g.slice(shape, 0, [0, 1]);
  const ones = g.add('Expand', [g.float32(1), shape]);
  const zeros = g.add('Expand', [g.float32(0), g.concat([crops, g.int64([cells])], 0)]);
  return g.add('ScatterElements', [zeros, cell, ones], { axis: 1, reduction: 'add' });
}

/** [n, labels, cells] → the open bin below, the inner bins, the open bin above. */
function foldBins(g: GraphBuilder, counts: string, { clip, bins, labels }: Layout): readonly string[] {
  const [lowest, highest] = clip;
  const part = (from: number, to: number) => g.slice(counts, 2, [from - lowest, to - lowest]);
  const inner = g.reshape(part(bins.from, bins.to), [0, labels, -1, bins.width]);
  return [
    g.sum(part(lowest, bins.from), 2, 'keep'),
    g.sum(inner, 3, 'drop'),
    g.sum(part(bins.to, highest + 1), 2, 'keep'),
  ];
}

/** [n, labels, cells] → count, sum of HU, sum of HU²; summed in float64, where they are exact, and rounded once. */
function foldSums(g: GraphBuilder, counts: string, { clip: [lowest, highest] }: Layout): string {
  const hu = Array.from({ length: highest - lowest + 1 }, (_, cell) => lowest + cell);
  const powers = g.constant([hu.length, 3], Float64Array.from(hu.flatMap((value) => [1, value, value * value])));
  return g.cast(g.add('MatMul', [g.cast(counts, 'float64'), powers]), 'float32');
}
