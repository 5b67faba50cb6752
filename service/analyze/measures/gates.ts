/**
 * The conditions of a measure, as a table: each looks at the series and either lets it pass or gives the reason and a
 * sentence with the values. A measure that does not apply is "not analysed (reason)", never a value and never negative.
 */
import type { ErrorCode } from '../../errors/registry.js';
import type { Gates, Measure } from '../pack/measure.js';
import type { RegionContent, RegionName } from '../regions/labels.js';
import type { Refusal } from '../select/refusal.js';
import { mm, sentence } from '../select/words.js';
import type { SeriesFacts } from '../series-facts.js';

/** What the gates look at. */
export interface MeasuredSeries {
  readonly facts: SeriesFacts;
  /** Larger of slice distance and Slice Thickness, mm: thick slices at small distances average as much. */
  readonly sliceMm: number;
  readonly regions: Readonly<Record<RegionName, RegionContent>>;
  /** What a reader must know of whatever is measured on it. */
  readonly notes: readonly string[];
}

type Gate = (measure: Measure, series: MeasuredSeries) => Refusal | undefined;

/** Slice positions are rounded: 3.02 mm counts as 3. */
const SLICE_TOLERANCE_MM = 0.05;

/** In the order in which a reader would ask. */
const GATES: readonly Gate[] = [regionPresent, regionCovered, slicesThinEnough, kernelSuits, contrastSuits];

/** The first condition that the series does not meet. */
export function refusal(measure: Measure, series: MeasuredSeries): Refusal | undefined {
  for (const gate of GATES) {
    const refused = gate(measure, series);
    if (refused) return refused;
  }
  return undefined;
}

/** What a reader must know of a value that passed the gates. */
export function cautions({ gates }: Measure, { facts, sliceMm, notes }: MeasuredSeries): readonly string[] {
  const unknownKernel = facts.kernel ? `kernel ${facts.kernel} is not known` : 'no kernel in the header';
  return [
    ...(gates.kernelsExcluded.length > 0 && facts.kernelClass === 'unknown' ? [unknownKernel] : []),
    ...(gates.contrast === 'non-or-unknown' && facts.contrast === 'unknown'
      ? ['contrast is not stated in the header']
      : []),
    ...(gates.noteAboveSliceMm !== undefined && sliceMm > gates.noteAboveSliceMm + SLICE_TOLERANCE_MM
      ? [`slices of ${mm(sliceMm)} read lower than thin ones`]
      : []),
    ...notes,
  ];
}

/** Regions as a reader calls them. */
const REGION_WORDS = { lungs: 'lungs', intracranial: 'head' } as const satisfies Record<RegionName, string>;

function regionPresent({ region }: Measure, { regions }: MeasuredSeries): Refusal | undefined {
  const { present, detail } = regions[region];
  if (present) return undefined;
  return { reason: 'region.absent', message: `No ${REGION_WORDS[region]} in the field of view. ${sentence(detail)}` };
}

function regionCovered({ region, gates }: Measure, { regions }: MeasuredSeries): Refusal | undefined {
  const { coverage, detail } = regions[region];
  if (coverage >= gates.minCoverage) return undefined;
  const shares = `About ${percent(coverage)} of the ${REGION_WORDS[region]} in the field of view, ${percent(gates.minCoverage)} needed`;
  return { reason: 'region.incomplete', message: `${shares}. ${sentence(detail)}` };
}

function slicesThinEnough({ gates }: Measure, { sliceMm }: MeasuredSeries): Refusal | undefined {
  if (sliceMm <= gates.maxSliceMm + SLICE_TOLERANCE_MM) return undefined;
  return {
    reason: 'gate.slice-thickness',
    message: `Slices of ${mm(sliceMm)}; at most ${mm(gates.maxSliceMm)} are allowed.`,
  };
}

function kernelSuits({ gates }: Measure, { facts }: MeasuredSeries): Refusal | undefined {
  const excluded: readonly string[] = gates.kernelsExcluded;
  if (!excluded.includes(facts.kernelClass)) return undefined;
  return {
    reason: 'gate.kernel',
    message: `Kernel ${facts.kernel} is ${facts.kernelClass}; the measure is not defined for it.`,
  };
}

/** Which states of contrast are refused, and how. */
const CONTRAST_REFUSALS = {
  any: {},
  'non-or-unknown': { contrast: 'gate.contrast' },
  non: { contrast: 'gate.contrast', unknown: 'gate.phase-unknown' },
} as const satisfies Record<Gates['contrast'], Partial<Record<SeriesFacts['contrast'], ErrorCode>>>;

function contrastSuits({ gates }: Measure, { facts }: MeasuredSeries): Refusal | undefined {
  const refusals: Partial<Record<SeriesFacts['contrast'], ErrorCode>> = CONTRAST_REFUSALS[gates.contrast];
  const reason = refusals[facts.contrast];
  if (!reason) return undefined;
  return { reason, message: sentence(`${facts.contrastBasis}; the measure needs a non-contrast series`) };
}

/** Rounded down: 89.7 % is not the 90 % that are needed. */
function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
