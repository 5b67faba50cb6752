/**
 * Dimension Index (PS3.3 §C.7.6.17): by what a multi-frame instance sorts its frames. What is not a place in the stack (energy,
 * phase, whatever its maker chose) tells frames at the same place apart.
 */
import type { DataSet } from '../../../dicom/data-set.js';
import type { FrameGroups } from './functional-groups.js';

const DIMENSION_INDEX_SEQUENCE = 0x00209222;
const DIMENSION_INDEX_POINTER = 0x00209165;
const DIMENSION_INDEX_VALUES = 0x00209157;
/** Image Position (Patient), Slice Location, In-Stack Position Number: a place, not a dimension beside it. */
const PLACES: ReadonlySet<number | undefined> = new Set([0x00200032, 0x00201041, 0x00209057]);

/** The other indices of a frame as text; undefined if there are none. */
export type DimensionReader = (groups: FrameGroups) => string | undefined;

export function dimensionReader(dataSet: DataSet): DimensionReader {
  const pointers = dataSet.items(DIMENSION_INDEX_SEQUENCE).map((item) => item.attributeTag(DIMENSION_INDEX_POINTER));
  return (groups) => {
    const values = groups('frameContent')?.uint32s(DIMENSION_INDEX_VALUES) ?? [];
    return values.filter((_, i) => i < pointers.length && !PLACES.has(pointers[i])).join(' ') || undefined;
  };
}
