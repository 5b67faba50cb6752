/** A measure as a manifest declares it: what is computed, of which regions, under which conditions, and how it is shown. */
import { z } from 'zod';
import { KERNEL_CLASSES } from '../../dicom/reconstruction-kernel.js';
import type { RegionName } from '../regions/labels.js';

const text = z.string().trim().min(1);
/** Names of the manifest's `label_regions` step. */
const labels = z.array(text).min(1);

/** How the value follows from the scan embedding. */
const valueSchema = z.discriminatedUnion('kind', [
  /** Volume of the labels together, ml. */
  z.strictObject({ kind: z.literal('volume'), of: labels }),
  /** Share of the labels' voxels below a HU, %. The HU is an edge of the histogram. */
  z.strictObject({ kind: z.literal('share-below'), of: labels, hu: z.int() }),
  /** Absolute difference of the volumes of left and right labels, ml; the larger side goes into the note. */
  z.strictObject({ kind: z.literal('asymmetry'), left: labels, right: labels }),
]);

const gatesSchema = z.strictObject({
  /** Thickest slices allowed, mm: the larger of slice distance and Slice Thickness. */
  maxSliceMm: z.number().positive(),
  /** Above this the result carries a note that thick slices bias it. */
  noteAboveSliceMm: z.number().positive().optional(),
  /** Classes of reconstruction kernels for which the measure is not defined. An unknown kernel passes, with a note. */
  kernelsExcluded: z.array(z.enum(KERNEL_CLASSES)),
  /** `any`; `non-or-unknown`: refused if the header names an agent; `non`: refused also if the header is silent. */
  contrast: z.enum(['any', 'non-or-unknown', 'non']),
  /** Least share of the region that must lie in the field of view, 0 to 1. */
  minCoverage: z.number().min(0).max(1),
});

export const measureSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Lower-case letters, digits and single hyphens.'),
  title: text,
  /** UCUM, in a form that people read too: `%`, `ml`. */
  unit: z.enum(['%', 'ml']),
  /** Key of the concept in config/codes.yaml. */
  code: text,
  /** What must be in the field of view, with the coverage that the gates ask for. */
  region: z.enum(['lungs', 'intracranial'] satisfies readonly RegionName[]),
  value: valueSchema,
  gates: gatesSchema,
  /** One paragraph for the model card and the API. */
  definition: text,
  /** One line for the summary page: what is usual, and who says so. */
  reference: text,
  keyImage: z.strictObject({
    /** Labels that are outlined together, on the slice that has most of them. */
    outline: labels,
    /** Only voxels below this HU choose the slice, if given. */
    belowHu: z.int().optional(),
    /** Outlined instead where nothing was measured: a zero needs a picture too. */
    fallback: labels,
    window: z.strictObject({ center: z.number(), width: z.number().positive() }),
    caption: text,
    captionOfFallback: text,
  }),
});

export type Measure = z.infer<typeof measureSchema>;
export type MeasureValue = Measure['value'];
export type Gates = Measure['gates'];
