/**
 * The steps by which a manifest makes a volume ready for its encoder, executed in order. Every triple is given in the order
 * of the encoder's array, slowest axis first; every value in the unit that the step before left: HU at first.
 */
import { z } from 'zod';
import { isOrientation } from './orientation.js';

const triple = <Item extends z.ZodType>(item: Item) => z.tuple([item, item, item]);
const size = triple(z.int().min(1));
const range = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from < to, 'The first number must be less than the second.');

const fit = {
  op: z.literal('fit'),
  /** Which end or middle of the axis stays where it is. Of an odd rest, the odd voxel is padded or cut as MONAI does. */
  anchor: z.enum(['center', 'start', 'end']).default('center'),
  /** Axes that are too long are cut, those that are too short are padded; `crop` and `pad` leave the others alone. */
  mode: z.enum(['crop', 'pad', 'pad_crop']),
  padValue: z.number().default(0),
};

interface TileSize {
  readonly size: readonly number[];
  readonly overlap: readonly number[];
  readonly margin: readonly number[];
}

function leavesNoGap({ size, overlap, margin }: TileSize): boolean {
  return size.every((voxels, k) => overlap[k] >= 2 * margin[k] && overlap[k] < voxels);
}

export const stepSchema = z.union([
  z.discriminatedUnion('op', [
    /** Always the first: a volume is in HU. */
    z.strictObject({ op: z.literal('rescale_hu') }),
    /** (x − in₀) / (in₁ − in₀) · (out₁ − out₀) + out₀ in float32, as MONAI's ScaleIntensityRange; then clipped to `out`. */
    z.strictObject({ op: z.literal('clip_scale'), in: range, out: range, clip: z.boolean().default(true) }),
    /** A channel a window: lo becomes 0, hi becomes 1, clipped. */
    z.strictObject({
      op: z.literal('windows'),
      list: z.array(z.strictObject({ lo: z.number(), hi: z.number() })).min(1),
    }),
    z.strictObject({ op: z.literal('zscore'), mean: z.number(), std: z.number().positive() }),
    z.strictObject({
      op: z.literal('resample'),
      /** mm. `iso_min`: the finest of the three axes, for all. Axes within 0.001 mm of it are left alone. */
      spacing: z.union([z.literal(['native', 'iso_min']), triple(z.number().positive())]),
      /** Trilinear: interpolated in float64, the result in float32. */
      kernel: z.literal('linear'),
      /**
       * `center`: the centre of the first voxel stays; round((n − 1) · old / new + 1) voxels, half to even (ITK).
       * `monai`: the same; but in an oblique volume the middles of both grids meet (MONAI's Spacing, on affines of float32).
       * `corner`: the outer corner of the first voxel and the extent stay; floor(n · old / new) voxels, so the spacing is a
       * little more than asked for (PyTorch's interpolate without align_corners).
       */
      align: z.enum(['center', 'monai', 'corner']).default('center'),
      /** What lies more than half a voxel outside: the edge, the least value of the volume, or a value. */
      pad: z.union([z.literal(['edge', 'min']), z.number()]).default('edge'),
      /** Interpolated values lose their fractions, towards zero, as where ITK resamples an image of integers. */
      truncate: z.boolean().default(false),
    }),
    /** Cuts to the box around what lies above the threshold. */
    z.strictObject({ op: z.literal('crop_foreground'), threshold: z.number() }),
    z
      .strictObject({
        op: z.literal('tile'),
        size,
        /** Voxels that neighbouring tiles share. */
        overlap: triple(z.int().min(0)).default([0, 0, 0]),
        /** Voxels that a tile sees on each side but has no output for: the first tile begins so far outside. */
        margin: triple(z.int().min(0)).default([0, 0, 0]),
        order: z.enum(['last-fastest', 'first-fastest']).default('last-fastest'),
        /** What a tile sees outside: the edge again, a value; or the last tile is moved back inside. */
        edge: z.union([z.literal(['replicate', 'shift']), z.number()]),
      })
      .refine(leavesNoGap, 'The overlap must be at least twice the margin and less than the size.')
      .refine(
        ({ edge, margin }) => edge !== 'shift' || margin.every((voxels) => voxels === 0),
        'Tiles that shift have no margin.',
      ),
    /** A tile a plane, for encoders of images: from the first, then the nearest to every `strideMm`. */
    z.strictObject({
      op: z.literal('slices'),
      plane: z.enum(['axial', 'coronal', 'sagittal']),
      strideMm: z.number().positive().optional(),
    }),
    z.strictObject({ op: z.literal('repeat_channels'), n: z.int().min(1) }),
  ]),
  z.strictObject({ ...fit, size }),
  z.strictObject({ ...fit, multipleOf: size }),
]);

export type Step = z.output<typeof stepSchema>;
export type StepOf<Op extends Step['op']> = Extract<Step, { op: Op }>;

export const preparationSchema = z.strictObject({
  orientation: z.string().refine(isOrientation, 'Three letters, one of each pair R/L, A/P, S/I.'),
  /** Slowest first. */
  axisOrder: triple(z.enum(['x', 'y', 'z'])).refine((axes) => new Set(axes).size === 3, 'Each axis once.'),
  steps: z.array(stepSchema).min(1),
});

export type Preparation = z.output<typeof preparationSchema>;
/** As a manifest has it: what has a default may be left out. */
export type PreparationInput = z.input<typeof preparationSchema>;
