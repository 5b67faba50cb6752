/**
 * What closing a study decides from headers: the series that are candidates for the analysis, and a sentence for every
 * series. Which candidates are used the analysis decides; what it says of a series goes before what stands here.
 */
import type { SeriesInstanceUid, SopInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';

export interface SeriesDecision {
  readonly seriesInstanceUid: SeriesInstanceUid;
  /** A candidate. In the registry of earlier versions, chosen: of series of the same anatomy only one was. */
  readonly used: boolean;
  /** Absent when used. */
  readonly reason?: ErrorCode;
  /** One sentence for people: `300 slices of 1.0 mm`. */
  readonly sentence: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly modality: string;
  readonly instances: number;
  /** Instances of a candidate's slices, in no order; empty when not used. */
  readonly sopInstanceUids: readonly SopInstanceUid[];
}

export interface Assembly {
  /** sha256 over UID, length and CRC of the candidates' instances, sorted: the same input, the same digest. */
  readonly inputDigest: string;
  readonly series: readonly SeriesDecision[];
}
