/** The stack of what has no place: files of a series that are no slices (a page of text, a slice without its position). */
import type { SeriesInstanceUid } from '../../../dicom/uid.js';
import type { CambiumError } from '../../../errors/registry.js';
import type { SourceFile } from '../source-file.js';
import type { Stack } from '../stack.js';

export interface Unplaced {
  readonly file: SourceFile;
  readonly why: CambiumError;
}

/** Refused for the reason of the first; it has no slices. @param unplaced at least one. */
export function unplacedStack(
  seriesInstanceUid: SeriesInstanceUid,
  unplaced: readonly Unplaced[],
): Omit<Stack, 'number'> {
  const [{ why }] = unplaced;
  return {
    seriesInstanceUid,
    label: `${unplaced.length} without a place`,
    slices: [],
    files: unplaced.map(({ file }) => file),
    facts: {
      slices: 0,
      repeated: 0,
      orientation: 'oblique',
      rows: 0,
      columns: 0,
      pixelSpacing: [0, 0],
      spacingMm: 0,
      tiltDegrees: 0,
      missing: [],
      fromMm: 0,
      toMm: 0,
    },
    refusal: { reason: why.code, message: why.message, details: why.details },
  };
}
