/**
 * Functional Group Macros (PS3.3 §C.7.6.16): in a multi-frame instance the attributes of a frame lie in sequences, either
 * its own or those shared by all frames; in a single-frame instance they lie in the data set itself.
 */
import type { DataSet } from '../../../dicom/data-set.js';
import { ENHANCED_CT_IMAGE, LEGACY_CONVERTED_ENHANCED_CT_IMAGE } from '../../../dicom/sop-class.js';
import { CambiumError } from '../../../errors/registry.js';

export const MACROS = {
  frameContent: 0x00209111,
  planePosition: 0x00209113,
  planeOrientation: 0x00209116,
  pixelMeasures: 0x00289110,
  pixelValueTransformation: 0x00289145,
  temporalPosition: 0x00209310,
  cardiacSynchronization: 0x00189118,
  contrastBolusUsage: 0x00189341,
  ctImageFrameType: 0x00189329,
  ctReconstruction: 0x00189314,
  ctXRayDetails: 0x00189325,
  ctAdditionalXRaySource: 0x00189360,
  /** What a converter to Legacy Converted Enhanced CT found no other place for. */
  unassignedConverted: 0x00209171,
} as const;

/** The data set that holds the attributes of a macro for one frame; undefined if the frame has no such macro. */
export type FrameGroups = (macro: keyof typeof MACROS) => DataSet | undefined;

const SOP_CLASS_UID = 0x00080016;
const NUMBER_OF_FRAMES = 0x00280008;
const SHARED_GROUPS = 0x52009229;
const PER_FRAME_GROUPS = 0x52009230;

export function isMultiFrame(dataSet: DataSet): boolean {
  const sopClassUid = dataSet.ascii(SOP_CLASS_UID);
  return sopClassUid === ENHANCED_CT_IMAGE || sopClassUid === LEGACY_CONVERTED_ENHANCED_CT_IMAGE;
}

/**
 * One entry a frame, in the order of the pixel data.
 * @throws CambiumError `series.no-geometry` if frames and functional groups do not match, `pixels.format-unsupported`
 */
export function frameGroups(dataSet: DataSet): readonly FrameGroups[] {
  const frames = dataSet.number(NUMBER_OF_FRAMES) ?? 1;
  if (!isMultiFrame(dataSet)) {
    if (frames !== 1)
      throw new CambiumError('pixels.format-unsupported', `A single-frame instance has ${frames} frames.`);
    return [() => dataSet];
  }
  const perFrame = dataSet.items(PER_FRAME_GROUPS);
  if (perFrame.length === 0 || perFrame.length !== frames) {
    throw new CambiumError('series.no-geometry', `${perFrame.length} functional groups for ${frames} frames.`);
  }
  const shared = dataSet.items(SHARED_GROUPS)[0];
  return perFrame.map((own) => (macro) => own.items(MACROS[macro])[0] ?? shared?.items(MACROS[macro])[0]);
}
