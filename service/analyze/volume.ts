/**
 * Volume: a stack of CT slices as voxels in Hounsfield units on a regular, rectangular grid in patient space (LPS: x to the
 * left, y to posterior, z to superior, mm). Built from slices by volume/build-volume.ts; masks and measures read it.
 */
import type { Vector3 } from '../dicom/instance-header.js';
import type { SeriesInstanceUid, SopInstanceUid } from '../dicom/uid.js';

/** The SOP Instance (and frame, from 1, if multi-frame) that gave a slice of the volume. */
export interface SliceSource {
  readonly sopInstanceUid: SopInstanceUid;
  readonly sopClassUid: string;
  readonly frame?: number;
}

/** 0 is x, 1 is y, 2 is z. */
export type Axis = 0 | 1 | 2;

/** How the source slices lie in a volume. volume/source-plane.ts turns this into places and planes. */
export interface SourceLayout {
  /** Axis of the volume along which the columns, the rows and the slices of the source count; a permutation. */
  readonly axes: { readonly columns: Axis; readonly rows: Axis; readonly slices: Axis };
  /** Whether that axis runs against the columns, the rows of the source. Slices are listed as the axis runs. */
  readonly reversed: { readonly columns: boolean; readonly rows: boolean };
  /** Columns and rows of a source slice: less than the volume's along those axes if a tilted stack was straightened. */
  readonly columns: number;
  readonly rows: number;
  /**
   * Only of a stack that was straightened (gantry tilt): for each slice the column and row, in source pixels, at which the
   * first column and row of the volume's plane were sampled, first as the source counts. Fractions; may lie outside of the
   * slice.
   */
  readonly offsets?: readonly (readonly [column: number, row: number])[];
}

export interface Volume {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly frameOfReferenceUid?: string;
  /** Voxel counts along x, y, z. */
  readonly dims: readonly [number, number, number];
  /** mm between voxel centres along x, y, z; along the slices from their positions. */
  readonly spacing: Vector3;
  /** LPS position of the centre of voxel 0, 0, 0, mm. */
  readonly origin: Vector3;
  /** Unit directions in LPS of the x, y and z axes: each is nearer to its own axis of the patient than the others are. */
  readonly direction: readonly [Vector3, Vector3, Vector3];
  /** HU, padding set to air (-1024): index = (z · ny + y) · nx + x. On shared memory, so that threads may read it. */
  readonly hu: Int16Array;
  /** The same before rounding; only where Rescale Slope or Intercept gives fractions. */
  readonly exactHu?: Float32Array;
  /** One a source slice, as `layout.axes.slices` runs. */
  readonly slices: readonly SliceSource[];
  readonly layout: SourceLayout;
}
