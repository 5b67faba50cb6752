/** Generated series that hold more than one stack, each of which must become the volume that was generated. */
import type { CtCase } from './ct-oracles.js';

export interface StackCase extends CtCase {
  /** What tells the stacks apart, each as its stack's label says it, in the order of `stacks`. */
  readonly labels: readonly RegExp[];
  /** Whether dcm2niix, too, makes a volume of each; it puts some into one and some beside each other. */
  readonly dcm2niix?: boolean;
}

type StackOptions = CtCase['stacks'][number];

/** Stacks at the same place that differ in attributes. */
const differing = (
  name: string,
  labels: readonly RegExp[],
  attributes: readonly Record<string, unknown>[],
): StackCase => ({
  name,
  labels,
  stacks: attributes.map((own) => ({ attributes: own })),
});

const CORONAL = { orientation: [1, 0, 0, 0, 0, -1] };

export const STACK_CASES: readonly StackCase[] = [
  differing(
    'two acquisitions',
    [/acquisition 1/, /acquisition 2/],
    [{ AcquisitionNumber: 1 }, { AcquisitionNumber: 2 }],
  ),
  differing(
    'three cardiac phases',
    [/phase 0 %/, /phase 35 %/, /phase 70 %/],
    [0, 35, 70].map((NominalPercentageOfCardiacPhase) => ({ NominalPercentageOfCardiacPhase })),
  ),
  differing(
    'time points of a perfusion scan',
    [/time point 1/, /time point 2/, /time point 3/],
    [1, 2, 3].map((TemporalPositionIdentifier) => ({ TemporalPositionIdentifier, NumberOfTemporalPositions: 3 })),
  ),
  differing('two kernels', [/B30f/, /B70f/], [{ ConvolutionKernel: 'B30f' }, { ConvolutionKernel: 'B70f' }]),
  differing('two tube voltages', [/80 kV/, /140 kV/], [{ KVP: 80 }, { KVP: 140 }]),
  differing(
    'two times of acquisition',
    [/115900/, /120100/],
    [{ AcquisitionTime: '115900' }, { AcquisitionTime: '120100' }],
  ),
  differing(
    'two image types',
    [/AXIAL CT_SOM5 SPI/, /AXIAL CT_SOM5 DUAL/],
    ['SPI', 'DUAL'].map((word) => ({ ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL', `CT_SOM5 ${word}`] })),
  ),
  differing(
    'acquisitions of two kernels each',
    [/acquisition 1.*B30f/, /acquisition 1.*B70f/, /acquisition 2.*B30f/, /acquisition 2.*B70f/],
    [1, 2].flatMap((AcquisitionNumber) =>
      ['B30f', 'B70f'].map((ConvolutionKernel) => ({ AcquisitionNumber, ConvolutionKernel })),
    ),
  ),
  { name: 'an axial and a coronal stack', labels: [/axial/, /coronal/], stacks: [{}, CORONAL], dcm2niix: true },
  {
    name: 'two matrices',
    labels: [/64 × 48/, /80 × 60/],
    stacks: [{}, { columns: 80, rows: 60, pixelSpacing: [1.6, 1.2] }],
    dcm2niix: true,
  },
  {
    name: 'two fields of view',
    labels: [/1.5 × 2 mm/, /1.2 × 1.6 mm/],
    stacks: [{}, { pixelSpacing: [1.6, 1.2] }],
  },
  {
    name: 'two frames of reference',
    labels: [/frame of reference/, /frame of reference/],
    stacks: ['1.2.3.1', '1.2.3.2'].map((FrameOfReferenceUID) => ({ attributes: { FrameOfReferenceUID } })),
  },
  {
    name: 'phases that lie between each other',
    labels: [/acquisition 1/, /acquisition 2/],
    stacks: [0, 0.5].map((gaps, phase) => ({
      heights: Array.from({ length: 20 }, (_, slice) => slice + gaps),
      attributes: { AcquisitionNumber: phase + 1 },
    })),
  },
  enhanced('Enhanced CT of two orientations', [/axial/, /coronal/], [{}, CORONAL]),
  legacy(
    'Legacy Converted Enhanced CT of two acquisitions',
    [/acquisition 1/, /acquisition 2/],
    [1, 2].map((AcquisitionNumber) => ({ AcquisitionNumber })),
  ),
  legacy(
    'Legacy Converted Enhanced CT of two kernels',
    [/B30f/, /B70f/],
    ['B30f', 'B70f'].map((ConvolutionKernel) => ({ ConvolutionKernel })),
  ),
  legacy('Legacy Converted Enhanced CT of two tube voltages', [/80 kV/, /140 kV/], [{ KVP: 80 }, { KVP: 140 }]),
  enhanced(
    'Enhanced CT of two time points',
    [/time point 1/, /time point 2/],
    [1, 2].map((temporalPosition) => ({ temporalPosition, stackId: '1' })),
  ),
  enhanced(
    'Enhanced CT of two places',
    [/stack 1/, /stack 2/],
    [
      { slices: 24, range: [0, 10] },
      { slices: 24, range: [13, 24] },
    ],
  ),
];

function legacy(name: string, labels: readonly RegExp[], attributes: readonly Record<string, unknown>[]): StackCase {
  return { ...differing(name, labels, attributes), enhanced: 'legacy' };
}

function enhanced(name: string, labels: readonly RegExp[], stacks: readonly StackOptions[]): StackCase {
  return { name, labels, stacks, enhanced: 'perFrame', frames: 'shuffled' };
}
