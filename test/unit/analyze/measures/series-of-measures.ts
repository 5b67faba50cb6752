/** The densitometry pack and a series that passes every gate, from which a test departs in one point. */
import { join } from 'node:path';
import { loadPack } from '../../../../adapters/disk/model-pack-folder.js';
import type { MeasuredSeries } from '../../../../service/analyze/measures/gates.js';
import { labelNames, rowLength } from '../../../../service/analyze/pack/manifest.js';
import type { Measure } from '../../../../service/analyze/pack/measure.js';
import { ScanEmbedding } from '../../../../service/analyze/pack/scan-embedding.js';
import type { RegionContent } from '../../../../service/analyze/regions/labels.js';
import { packageRoot } from '../../../../service/package-root.js';

export const PACK = await loadPack(join(packageRoot(), 'models/packs/densitometry'));

export function measure(id: string): Measure {
  const found = PACK.manifest.measures.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`The pack has no measure ${id}.`);
  return found;
}

export const WHOLE: RegionContent = {
  present: true,
  coverage: 1,
  complete: { inferior: true, superior: true },
  volumeMl: 1000,
  detail: 'found',
};

export const ABSENT: RegionContent = { ...WHOLE, present: false, coverage: 0, detail: 'none of it was found' };

export const SUITABLE: MeasuredSeries = {
  facts: { kernel: 'B30f', kernelClass: 'soft', contrast: 'non-contrast', contrastBasis: 'the header says so' },
  notes: [],
  sliceMm: 1,
  regions: { lungs: WHOLE, intracranial: WHOLE },
};

/** Volume in ml, and shares by the index of the bin, of the labels that have voxels. */
export type Rows = Readonly<
  Record<string, { readonly ml: number; readonly shares?: Readonly<Record<number, number>> }>
>;

export function embedding(rows: Rows): ScanEmbedding {
  const length = rowLength(PACK.manifest);
  const names = labelNames(PACK.manifest);
  const values = new Float32Array(names.length * length);
  for (const [label, { ml, shares }] of Object.entries(rows)) {
    const start = names.indexOf(label) * length;
    values[start + length - 3] = ml;
    for (const [bin, share] of Object.entries(shares ?? {})) values[start + Number(bin)] = share;
  }
  return new ScanEmbedding(values, PACK.manifest);
}
