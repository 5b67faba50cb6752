/**
 * Volume: a CT series as voxels in Hounsfield units on a regular grid in patient space (LPS: x to the left, y to
 * posterior, z to superior, mm). Built from slices by build-volume.ts; masks and measures read it.
 */
import type { Vector3 } from '../dicom/instance-header.js';
import type { SeriesInstanceUid, SopInstanceUid } from '../dicom/uid.js';

/** The SOP Instance (and frame, from 1, if multi-frame) that gave a plane of the volume. */
export interface SliceSource {
  readonly sopInstanceUid: SopInstanceUid;
  readonly sopClassUid: string;
  readonly frame?: number;
}

export interface Volume {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly frameOfReferenceUid?: string;
  /** Voxel counts along x, y, z. */
  readonly dims: readonly [number, number, number];
  /** mm between voxel centres along x, y, z; z from the slice positions. */
  readonly spacing: Vector3;
  /** LPS position of the centre of voxel 0, 0, 0, mm. */
  readonly origin: Vector3;
  /** Unit directions in LPS of the x, y and z axes; each within 45° of +x, +y, +z. */
  readonly direction: readonly [Vector3, Vector3, Vector3];
  /** HU, padding set to air (-1024): index = (z · ny + y) · nx + x. */
  readonly hu: Int16Array;
  /** One a plane, from z = 0. */
  readonly slices: readonly SliceSource[];
  /** Whether the axes run against the columns and the rows of the source slices. */
  readonly flipped: { readonly x: boolean; readonly y: boolean };
}
