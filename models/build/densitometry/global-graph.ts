/**
 * global.onnx: the crops' counts in, what the scan is made of out. Crops are added in float64, where counts of any scan are
 * exact and the order of the crops makes no difference; then each label's counts become shares, a volume, mean and spread.
 */
import { GraphBuilder } from '../onnx/graph-builder.js';
import type { Graph } from '../onnx/model.js';
import type { Layout } from './layout.js';

export function globalGraph(layout: Layout): Graph {
  const bins = layout.binCount;
  const length = layout.labels * layout.rowLength;
  const g = new GraphBuilder();

  const scan = g.reshape(g.sum(g.cast('crop_embed', 'float64'), 1, 'drop'), [0, layout.labels, layout.rowLength]);
  const column = (index: number) => g.slice(scan, 2, [index, index + 1]);
  const count = column(bins);
  // A label without voxels gets zeros, not 0/0.
  const divisor = g.add('Max', [count, g.float64(1)]);
  const shares = g.add('Div', [g.slice(scan, 2, [0, bins]), divisor]);
  const volume = g.add('Mul', [count, 'voxel_ml']);
  const mean = g.add('Div', [column(bins + 1), divisor]);
  const meanSquare = g.add('Div', [column(bins + 2), divisor]);
  const variance = g.add('Max', [g.add('Sub', [meanSquare, g.add('Mul', [mean, mean])]), g.float64(0)]);

  const rows = g.concat([shares, volume, mean, g.add('Sqrt', [variance])], 2);
  g.output('scan_embed', g.cast(g.add('Flatten', [rows]), 'float32'));
  return g.graph({
    name: 'densitometry-global',
    doc: 'Adds the counts of all crops of a scan and normalises them.',
    inputs: [
      { name: 'crop_embed', type: 'float32', dims: [1, 'N', length], doc: 'Output of the local graph for every crop.' },
      { name: 'voxel_ml', type: 'float64', dims: [1], doc: 'Volume of a voxel in ml.' },
    ],
    outputs: [
      {
        name: 'scan_embed',
        type: 'float32',
        dims: [1, length],
        doc: 'One row a label: share of voxels in each bin, volume in ml, mean HU, standard deviation of HU.',
      },
    ],
  });
}
