/**
 * Stack: slices of one series that form one volume, or the reason why they form none. A series usually holds one stack; it
 * holds several where phases, acquisitions, orientations or matrices were stored together.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import type { ErrorCode } from '../../errors/registry.js';
import type { Slice } from './slice.js';
import type { SourceFile } from './source-file.js';

export type StackOrientation = 'axial' | 'coronal' | 'sagittal' | 'oblique';

/** What people are told of a stack: a line of `cambium analyze --explain`, a part of every document. */
export interface StackFacts {
  /** Slices that count: without those that were there twice. */
  readonly slices: number;
  /** Slices left out because another one of the same pixels lies at the same place. */
  readonly repeated: number;
  readonly orientation: StackOrientation;
  readonly rows: number;
  readonly columns: number;
  /** mm: between rows, between columns. */
  readonly pixelSpacing: readonly [number, number];
  /** mm along the normal, the median of the gaps; 0 for one slice. */
  readonly spacingMm: number;
  /** Angle between the line of the positions and the normal, degrees; positive if the stack leans to posterior going up. */
  readonly tiltDegrees: number;
  /** LPS places of slices that are missing, mm, from inferior; empty if there are none or the spacing is uneven. */
  readonly missing: readonly Vector3[];
  /** First and last position along the patient's axis that is nearest to the normal, mm, LPS. */
  readonly fromMm: number;
  readonly toMm: number;
}

export interface Stack {
  readonly seriesInstanceUid: SeriesInstanceUid;
  /** From 1 within its series, in an order that does not depend on the order of the files. */
  readonly number: number;
  /** What tells it from the other stacks of its series, for people: `acquisition 2`, `phase 30 %`, `coronal`; empty if alone. */
  readonly label: string;
  /** From the inferior (right, anterior) end. */
  readonly slices: readonly Slice[];
  /** The files that hold them, and no others. */
  readonly files: readonly SourceFile[];
  readonly facts: StackFacts;
  /** Why no volume can be built of it; checked from the headers alone. */
  readonly refusal?: {
    readonly reason: ErrorCode;
    /** A sentence or two for people; `details` is what it says beyond the summary of the reason. */
    readonly message: string;
    readonly details?: string;
  };
}
