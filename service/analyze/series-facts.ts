/** What headers say of a series, and blood of its contrast: what the gates of measures and the rules of packs ask for. */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { type KernelClass, kernelClass } from '../dicom/reconstruction-kernel.js';
import { type ContrastPhase, contrastPhase, type HeaderContrast } from './select/contrast-phase.js';
import type { BloodPool } from './select/find-blood-pool.js';

export interface SeriesFacts extends ContrastPhase {
  readonly kernel?: string;
  readonly kernelClass: KernelClass;
  /** Largest Slice Thickness stated, mm. */
  readonly sliceThickness?: number;
}

/** Texts that modalities write where no contrast agent was given. */
const NO_AGENT: ReadonlySet<string> = new Set([
  'NO',
  'NONE',
  'N',
  '0',
  'NO CONTRAST',
  'NON CONTRAST',
  'WITHOUT',
  'W/O',
]);

/**
 * Headers may differ within a series: contrast in one slice counts for all, and the thickest slice decides.
 * @param blood as a preview of the series shows it.
 */
export function seriesFacts(headers: readonly InstanceHeader[], blood?: BloodPool): SeriesFacts {
  const kernel = first(headers.map((header) => header.convolutionKernel));
  const thicknesses = headers.flatMap(({ sliceThickness }) => sliceThickness ?? []);
  return {
    kernel,
    kernelClass: kernelClass(kernel),
    ...contrastPhase(headerContrast(headers), blood),
    sliceThickness: thicknesses.length > 0 ? Math.max(...thicknesses) : undefined,
  };
}

function headerContrast(headers: readonly InstanceHeader[]): HeaderContrast {
  const stated = headers.flatMap(({ contrastBolusAgent }) => contrastBolusAgent?.trim() || []);
  const agent = first(stated.filter((text) => !NO_AGENT.has(text.toUpperCase())));
  if (agent !== undefined) return { state: 'contrast', agent };
  return { state: stated.length > 0 ? 'non-contrast' : 'unknown' };
}

/** The first in alphabetical order, so that it does not depend on the order in which instances came. */
function first(texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined).sort()[0];
}
