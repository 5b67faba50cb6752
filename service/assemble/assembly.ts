/** What closing a study decides: the series to analyse, and a sentence for every series, used or not. */
import type { SeriesInstanceUid, SopInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';

export interface SeriesDecision {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly used: boolean;
  /** Absent when used. */
  readonly reason?: ErrorCode;
  /** One sentence for people: `thinnest axial original, 300 slices of 1.0 mm`. */
  readonly sentence: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly modality: string;
  readonly instances: number;
  /** Instances to analyse, in no order; empty when not used. */
  readonly sopInstanceUids: readonly SopInstanceUid[];
}

export interface Assembly {
  /** sha256 over UID, length and CRC of the instances that the used series hold, sorted: the same input, the same digest. */
  readonly inputDigest: string;
  readonly series: readonly SeriesDecision[];
}
