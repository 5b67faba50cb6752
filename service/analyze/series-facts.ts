/** What the headers of a series say that a measure's gates ask for. */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { type KernelClass, kernelClass } from '../dicom/reconstruction-kernel.js';
import type { AnalysedSeries } from './findings.js';

export interface SeriesFacts {
  readonly kernel?: string;
  readonly kernelClass: KernelClass;
  readonly contrast: AnalysedSeries['contrast'];
  readonly contrastAgent?: string;
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

/** Headers may differ within a series: contrast in one slice counts for all, and the thickest slice decides. */
export function seriesFacts(headers: readonly InstanceHeader[]): SeriesFacts {
  const kernel = first(headers.map((header) => header.convolutionKernel));
  const agents = headers
    .map((header) => header.contrastBolusAgent?.trim())
    .filter((agent) => agent !== undefined && agent !== '');
  const contrastAgent = first(agents.filter((agent) => !NO_AGENT.has((agent ?? '').toUpperCase())));
  const thicknesses = headers.flatMap(({ sliceThickness }) => sliceThickness ?? []);
  return {
    kernel,
    kernelClass: kernelClass(kernel),
    contrast: contrastState(contrastAgent, agents.length),
    contrastAgent,
    sliceThickness: thicknesses.length > 0 ? Math.max(...thicknesses) : undefined,
  };
}

function contrastState(agent: string | undefined, stated: number): SeriesFacts['contrast'] {
  if (agent !== undefined) return 'contrast';
  return stated > 0 ? 'non-contrast' : 'unknown';
}

/** The first in alphabetical order, so that it does not depend on the order in which instances came. */
function first(texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined).sort()[0];
}
