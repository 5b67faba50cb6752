/**
 * Slice: a single-frame CT instance, or a frame of a multi-frame one, as its header describes it. Where it lies, how its
 * pixel data are to be read, and what may tell it from another slice at the same place; not the pixel data.
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
  /** The transfer syntax is a lossy one, or Lossy Image Compression is 01, whatever the transfer syntax is now. */
  readonly lossy: boolean;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
  /** Image Type of the instance, or Frame Type of the frame. */
  readonly imageType: readonly string[];
  /** Multi-energy CT Acquisition is YES. */
  readonly multiEnergy: boolean;
  /** Value of each trait (stack/traits.ts) that the header states, as text. */
  readonly traits: Readonly<Record<string, string>>;
}

/** An order of slices, or of stacks by their first, that does not depend on the order in which files came. */
export function compareSources({ source: a }: Pick<Slice, 'source'>, { source: b }: Pick<Slice, 'source'>): number {
  if (a.sopInstanceUid === b.sopInstanceUid) return (a.frame ?? 0) - (b.frame ?? 0);
  return a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
}
