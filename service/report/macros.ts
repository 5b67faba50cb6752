/** Sets of attributes that many sequences share: Code Sequence Macro (PS3.3 §8.8), SOP Instance Reference Macro (§10.8). */
import type { NaturalDataSet } from '../dicom/write-data-set.js';
import type { Code } from './codes.js';

/** An image, or a frame of it (PS3.3 §10.3). */
export interface ImageReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1; only for multi-frame images. */
  readonly frame?: number;
}

export function codeItem({ value, scheme, meaning }: Code): NaturalDataSet {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

export function sopReference({ sopClassUid, sopInstanceUid, frame }: ImageReference): NaturalDataSet {
  return {
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: sopInstanceUid,
    ...(frame === undefined ? {} : { ReferencedFrameNumber: frame }),
  };
}
