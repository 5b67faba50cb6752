/**
 * The manifest of a model pack (`ct-encoder/1`): what its files are, what its graphs take and give, how a scan is made
 * ready for them, and which measures come out under which conditions. Read once, at load; what it says is trusted then.
 */
import { z } from 'zod';
import { packRuleSchema } from '../select/pack-rule.js';
import { measureSchema } from './measure.js';

const identifier = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Lower-case letters, digits and single hyphens.');
const text = z.string().trim().min(1);
const dims = z.array(z.union([z.int().min(1), z.string().regex(/^[A-Za-z]+$/)])).min(1);

const file = z.strictObject({
  role: z.enum(['local', 'global', 'card']),
  /** A name in the pack's own folder: a pack never reaches outside it. */
  path: z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'A file name in the pack’s folder, without directories.'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits.'),
  bytes: z.int().min(1),
});

/** What happens to a scan before and in the graphs, in this order. An order or a step that is not this one is refused. */
const inputSteps = z.tuple([
  z.strictObject({ op: z.literal('rescale_hu') }),
  z.strictObject({ op: z.literal('label_regions'), labels: z.array(text).min(2).max(256) }),
  z.strictObject({
    op: z.literal('tile'),
    /** Voxels along z, y, x. */
    size: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]),
    pad: z.strictObject({ hu: z.int(), label: z.literal(0) }),
    /** Tiles without a label other than 0 are not run. */
    skip: z.literal('unlabelled'),
  }),
  z.strictObject({ op: z.literal('clip_hu'), range: z.tuple([z.int(), z.int()]) }),
]);

const value = z.strictObject({ name: text, type: z.enum(['int16', 'uint8', 'float32', 'float64']), dims });

const graph = z.strictObject({
  role: z.enum(['local', 'global']),
  inputs: z.array(value).min(1),
  outputs: z.array(value).min(1),
});

export const manifestSchema = z.strictObject({
  schema: z.literal('ct-encoder/1'),
  id: identifier,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'A version such as 1.0.0.'),
  title: text,
  licence: z.strictObject({
    code: text,
    weights: text,
    trainingData: z.array(text),
    commercial: z.boolean(),
    clinicalUse: z.enum(['none', 'research', 'cleared']),
  }),
  files: z.array(file).min(1),
  scope: z.strictObject({ bodyRegions: z.array(text).min(1), population: text }),
  /** What the pack wants of a series; without it, one of each body region of its scope. */
  selection: z.array(packRuleSchema).min(1).optional(),
  input: z.strictObject({
    modality: z.literal('CT'),
    orientation: z.literal('LPS'),
    /** Slowest axis first: the order of a volume in memory, so tiles are cut without a transpose. */
    axisOrder: z.tuple([z.literal('z'), z.literal('y'), z.literal('x')]),
    steps: inputSteps,
  }),
  graphs: z.tuple([graph.extend({ role: z.literal('local') }), graph.extend({ role: z.literal('global') })]),
  pool: z.strictObject({
    kind: z.literal('sum'),
    /** Edges of the inner bins in HU: from, from + width, …, to; one open bin lies before and one behind them. */
    bins: z
      .strictObject({ from: z.int(), to: z.int(), width: z.int().min(1) })
      .refine(({ from, to, width }) => to > from && (to - from) % width === 0, 'The bins must fill the range exactly.'),
  }),
  measures: z.array(measureSchema).min(1),
  limitations: z.array(text).min(1),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Names of the labels, each at the index that it has in a label map. */
export function labelNames(manifest: Manifest): readonly string[] {
  return manifest.input.steps[1].labels;
}

/** Voxels of a tile along z, y, x. */
export function tileSize(manifest: Manifest): readonly [number, number, number] {
  return manifest.input.steps[2].size;
}

/** The histogram's bins: `edges[0]` ends the open bin below, the last edge begins the open bin above. */
export function bins({ pool }: Manifest): { readonly count: number; readonly edges: readonly number[] } {
  const { from, to, width } = pool.bins;
  const edges = Array.from({ length: (to - from) / width + 1 }, (_, index) => from + index * width);
  return { count: edges.length + 1, edges };
}

/** Three numbers stand behind a label's bins: see models/build/densitometry/layout.ts. */
const BEHIND_BINS = 3;

/** Numbers that an embedding, of a crop or of a scan, has for each label. */
export function rowLength(manifest: Manifest): number {
  return bins(manifest).count + BEHIND_BINS;
}

/** The files that compute; the card does not. */
export function graphFiles({ files }: Manifest): Manifest['files'] {
  return files.filter(({ role }) => role !== 'card');
}
