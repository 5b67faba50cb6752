/**
 * PackRule: what a pack wants of a stack, as its manifest declares it under `selection`. Each rule asks for one body region
 * and takes at most one stack of a study: the best by the points of criteria.ts, of those that exclusions.ts leaves.
 */
import { z } from 'zod';
import { KERNEL_CLASSES } from '../../dicom/reconstruction-kernel.js';
import { BODY_REGIONS } from './body-region.js';

const kernels = z.array(z.enum(KERNEL_CLASSES)).default([]);

export const packRuleSchema = z.strictObject({
  bodyRegion: z.enum([...BODY_REGIONS, 'any']),
  /** `prefer-…`: both are taken; `contrast`, `non`: only what is known to be that; `non-or-unknown`: not what has contrast medium. */
  contrast: z.enum(['any', 'prefer-contrast', 'prefer-non', 'contrast', 'non-or-unknown', 'non']).default('any'),
  /** Classes of reconstruction kernels. A kernel that is not known is never excluded. */
  kernels: z.strictObject({ preferred: kernels, excluded: kernels }).prefault({}),
  /** Larger of slice distance and Slice Thickness, mm: all up to `preferred` are equally good, none above `max` is taken. */
  sliceMm: z
    .strictObject({ preferred: z.number().positive().default(1.5), max: z.number().positive().default(10) })
    .prefault({})
    .refine(({ preferred, max }) => preferred <= max, 'preferred is above max.'),
  /** Least height of the region that a stack must cover, mm. */
  minCoverageMm: z.number().min(0).default(0),
  /** `axial`: other stacks are taken where there is no axial one as good. */
  orientation: z.enum(['axial', 'any']).default('axial'),
  /** Whether images that were compressed with loss are taken. */
  lossy: z.enum(['refused', 'allowed']).default('refused'),
});

export type PackRule = z.infer<typeof packRuleSchema>;

interface Selecting {
  readonly selection?: readonly PackRule[];
  readonly scope: { readonly bodyRegions: readonly string[] };
}

/** The rules of a manifest; without any, one for each body region of its scope, or for any. */
export function packRules({ selection, scope }: Selecting): readonly PackRule[] {
  if (selection) return selection;
  const regions = BODY_REGIONS.filter((region) => scope.bodyRegions.includes(region));
  const wanted = regions.length > 0 ? regions : (['any'] as const);
  return wanted.map((bodyRegion) => packRuleSchema.parse({ bodyRegion }));
}
