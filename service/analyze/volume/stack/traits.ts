/**
 * Traits: attributes that tell slices at the same place apart, in the order in which they are asked. What was meant as a
 * series of volumes comes first (time points, phases), then how a volume was acquired, then how it was reconstructed.
 * Attributes that differ from slice to slice anyway (Instance Number, Content Time, Slice Location) are no traits.
 */
import type { DataSet } from '../../../dicom/data-set.js';
import type { FrameGroups, MACROS } from './functional-groups.js';

export interface Trait {
  /** As people call it. */
  readonly name: string;
  /** What people call a value of it. */
  readonly label: (value: string) => string;
  /**
   * Where it is stated, the surest place first. In a single-frame instance every macro is the data set itself; a converter to
   * Legacy Converted Enhanced CT may keep any of them among the unassigned attributes.
   */
  readonly places: readonly Place[];
  /** Some devices write another value for each rotation: not proof of another volume unless all else fits. */
  readonly mayVary?: boolean;
}

type Place = readonly [macro: keyof typeof MACROS, tag: number, read: Read];
type Read = (dataSet: DataSet, tag: number) => string | undefined;

const text: Read = (dataSet, tag) => dataSet.asciiValues(tag).join(' ').trim() || undefined;
/** DS and IS, so that 120 and 120.0 are the same. */
const decimal: Read = (dataSet, tag) => dataSet.number(tag)?.toString();
const float: Read = (dataSet, tag) => rounded(dataSet.float32(tag));
const double: Read = (dataSet, tag) => rounded(dataSet.doubles(tag)?.[0]);
const short: Read = (dataSet, tag) => dataSet.uint16(tag)?.toString();
const long: Read = (dataSet, tag) => dataSet.uint32(tag)?.toString();

/** A float32 of 0.1 is 0.10000000149. */
function rounded(value: number | undefined): string | undefined {
  return value === undefined ? undefined : Number(value.toFixed(3)).toString();
}

/** Stack ID (PS3.3 §C.7.6.16.2.2.4): frames of two stacks never belong together, whatever their positions. */
export const STACK_ID = 'stack';
const IMAGE_TYPE = 'image type';
const DIMENSION = 'dimension';

export const TRAITS: readonly Trait[] = [
  { name: STACK_ID, label: (value) => `stack ${value}`, places: [['frameContent', 0x00209056, text]] },
  {
    name: 'time point',
    label: (value) => `time point ${value}`,
    places: [
      ['frameContent', 0x00209128, long],
      ['frameContent', 0x00200100, decimal],
    ],
  },
  {
    name: 'time offset',
    label: (value) => `${value} s after the start`,
    places: [['temporalPosition', 0x0020930d, double]],
  },
  {
    name: 'cardiac phase',
    label: (value) => `phase ${value} %`,
    places: [['cardiacSynchronization', 0x00209241, float]],
  },
  {
    name: 'trigger delay',
    label: (value) => `trigger delay ${value} ms`,
    places: [
      ['cardiacSynchronization', 0x00209153, double],
      ['cardiacSynchronization', 0x00181060, decimal],
    ],
  },
  {
    name: 'acquisition',
    label: (value) => `acquisition ${value}`,
    places: [
      ['frameContent', 0x00209156, short],
      ['frameContent', 0x00200012, decimal],
    ],
  },
  {
    name: 'contrast',
    label: (value) => `contrast ${value}`,
    places: [
      ['contrastBolusUsage', 0x00189344, text],
      ['contrastBolusUsage', 0x00180010, text],
    ],
  },
  {
    name: 'energy weighting',
    label: (value) => `energy weighting ${value}`,
    places: [['ctAdditionalXRaySource', 0x00189353, float]],
  },
  { name: 'tube voltage', label: (value) => `${value} kV`, places: [['ctXRayDetails', 0x00180060, decimal]] },
  { name: 'kernel', label: (value) => `kernel ${value}`, places: [['ctReconstruction', 0x00181210, text]] },
  { name: IMAGE_TYPE, label: (value) => `type ${value}`, places: [] },
  {
    name: 'slice thickness',
    label: (value) => `${value} mm thick`,
    places: [['pixelMeasures', 0x00180050, decimal]],
  },
  {
    name: DIMENSION,
    label: (value) => `dimension ${value}`,
    places: [],
  },
  {
    name: 'acquisition time',
    label: (value) => `acquired at ${value}`,
    mayVary: true,
    places: [
      ['frameContent', 0x00189074, text],
      ['frameContent', 0x0008002a, text],
      ['frameContent', 0x00080032, text],
    ],
  },
];

/** What a header states of a frame outside of the macros that the places name. */
export interface StatedElsewhere {
  /** Image Type or Frame Type. */
  readonly imageType: readonly string[];
  readonly dimension?: string;
}

/** The traits that a frame states. */
export function readTraits(
  groups: FrameGroups,
  { imageType, dimension }: StatedElsewhere,
): Readonly<Record<string, string>> {
  const traits: Record<string, string> = {};
  for (const { name, places } of TRAITS) {
    for (const [macro, tag, read] of places) {
      const value = [groups(macro), groups('unassignedConverted')]
        .map((dataSet) => dataSet && read(dataSet, tag))
        .find((stated) => stated !== undefined);
      if (value !== undefined) traits[name] ??= value;
    }
  }
  if (imageType.length > 0) traits[IMAGE_TYPE] = imageType.join(' ');
  if (dimension) traits[DIMENSION] = dimension;
  return traits;
}
