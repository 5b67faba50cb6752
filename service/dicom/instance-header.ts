/**
 * The attributes of a SOP Instance that decisions rest on: read once at intake, kept in the registry. Free of patient
 * attributes on purpose; a report reads those from the stored bytes at the moment it needs them.
 */
import type { SeriesInstanceUid, SopInstanceUid, StudyInstanceUid } from './uid.js';

export type Vector3 = readonly [number, number, number];

export interface InstanceHeader {
  readonly sopClassUid: string;
  readonly sopInstanceUid: SopInstanceUid;
  readonly studyInstanceUid: StudyInstanceUid;
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly transferSyntaxUid: string;
  readonly modality: string;
  readonly imageType: readonly string[];
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly instanceNumber?: number;
  readonly acquisitionNumber?: number;
  readonly manufacturer?: string;
  readonly manufacturerModelName?: string;
  readonly bodyPartExamined?: string;
  readonly convolutionKernel?: string;
  readonly contrastBolusAgent?: string;
  readonly frameOfReferenceUid?: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly numberOfFrames?: number;
  /** Image Position (Patient), mm, LPS. */
  readonly imagePosition?: Vector3;
  /** Image Orientation (Patient): direction of a row, then of a column. */
  readonly imageOrientation?: readonly [...Vector3, ...Vector3];
  /** Pixel Spacing, mm: between rows, then between columns. */
  readonly pixelSpacing?: readonly [number, number];
  readonly sliceThickness?: number;
  readonly rescaleType?: string;
  readonly burnedInAnnotation?: boolean;
  /** Lossy Image Compression is 01, or the transfer syntax is a lossy one. */
  readonly lossy: boolean;
}
