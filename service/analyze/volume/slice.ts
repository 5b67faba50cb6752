/**
 * Slice: a single-frame CT instance, or a frame of a multi-frame one, as its header describes it. Where it lies, and how
 * its pixel data are to be read; not the pixel data.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { SliceSource } from '../volume.js';

export interface SliceGeometry {
  readonly source: SliceSource;
  /** LPS position of the centre of the first pixel, mm: Image Position (Patient). */
  readonly position: Vector3;
  /** Unit directions in LPS in which the columns (along a row) and the rows (down a column) count up. */
  readonly rowDirection: Vector3;
  readonly columnDirection: Vector3;
  /** mm: between rows, then between columns. */
  readonly pixelSpacing: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
  readonly frameOfReferenceUid?: string;
}

export interface PixelFormat {
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Stored values that mean no measurement, both ends included; not yet reduced to BitsStored. */
  readonly padding?: { readonly from: number; readonly to: number };
}

/** HU = stored value × slope + intercept. */
export interface Rescale {
  readonly slope?: number;
  readonly intercept?: number;
  readonly type?: string;
}

export interface Slice extends SliceGeometry {
  /** Place of its frame in the pixel data of its instance, from 0. */
  readonly frameIndex: number;
  readonly transferSyntaxUid: string;
  /** Lossy Image Compression is 01, whatever the transfer syntax is now. */
  readonly lossy: boolean;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}
