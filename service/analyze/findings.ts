/**
 * Findings: what the packs say of one study revision. A result is never left out: what could not be measured stands here
 * as `not-analysed` with its reason. `results` has the shape of findings.json and of the API.
 */
import type { SeriesInstanceUid, SopInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';
import type { ObjectKey } from '../ports/object-store.js';

export type ResultState = 'suspected' | 'not-suspected' | 'uncertain' | 'measured' | 'not-analysed' | 'error';

export interface Result {
  readonly pack: string;
  /** `sha256:…` over the manifest and every file it names. */
  readonly packDigest: string;
  /** Identifier of the measure in its pack's manifest, such as `laa950`. */
  readonly measure: string;
  readonly title: string;
  readonly state: ResultState;
  readonly value?: number;
  /** UCUM: `%`, `ml`. */
  readonly unit?: string;
  readonly seriesInstanceUid?: SeriesInstanceUid;
  /** Share of the region that lies in the field of view and was measured, 0 to 1. */
  readonly coverage?: number;
  /** True only if a site has set an attention threshold and the value reaches it. */
  readonly attention: boolean;
  readonly attentionThreshold?: number;
  /** What is usual, with its source, in one line for the summary page. */
  readonly reference?: string;
  readonly note?: string;
  /** With `not-analysed` and `error`. */
  readonly reason?: ErrorCode;
  readonly message?: string;
  /** `KeyImage.id`; every `measured` result has one. */
  readonly keyImage?: string;
}

/** A closed outline in image coordinates: column, row pairs; 0.5, 0.5 is the centre of the first pixel (PS3.3 §C.10.5.1). */
export type Outline = readonly (readonly [number, number])[];

/** A slice that shows what was measured: its pixels in HU are kept as an object, since the volume is gone by the report. */
export interface KeyImage {
  readonly id: string;
  readonly measure: string;
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly sopInstanceUid: SopInstanceUid;
  readonly sopClassUid: string;
  /** Only for multi-frame instances, from 1. */
  readonly frame?: number;
  readonly rows: number;
  readonly columns: number;
  /** mm between rows, between columns. */
  readonly pixelSpacing: readonly [number, number];
  /** Object of rows × columns little-endian Int16 HU, row by row, as the source slice is oriented. */
  readonly pixels: ObjectKey;
  readonly window: { readonly center: number; readonly width: number };
  /** The measured region, largest outline first, at most 8. At least one. */
  readonly outlines: readonly Outline[];
  /** Patient directions of the image's right-hand and lower edge, such as `L` and `P` (PS3.3 §C.7.6.1.1.1). */
  readonly edges: readonly [string, string];
  readonly caption: string;
}

/** A stack of a candidate series, and what became of it. Findings of earlier versions have one a series, without `used`. */
export interface AnalysedSeries {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly frameOfReferenceUid?: string;
  readonly slices: number;
  /** mm: between columns, rows, slices of the volume; zeros if none was built. */
  readonly spacing: readonly [number, number, number];
  readonly kernel?: string;
  readonly contrast: 'contrast' | 'non-contrast' | 'unknown';
  /** What `contrast` rests on, for people. */
  readonly contrastBasis?: string;
  /** Regions in which something was found to measure. */
  readonly regions: readonly string[];
  /** From 1 within its series; the label tells it from the others and is empty if it is alone. */
  readonly stack?: number;
  readonly label?: string;
  /** Parts of the body that it shows, from superior. */
  readonly bodyRegions?: readonly string[];
  /** Compressed with loss, now or ever. */
  readonly lossy?: boolean;
  readonly used?: boolean;
  /** Why it is used or not, and what a reader must know of it, without a full stop. */
  readonly sentence?: string;
  /** Present if it is not used. */
  readonly reason?: ErrorCode;
  /** Present if it is unsuitable in itself: not if another one was merely better. */
  readonly message?: string;
}

export interface Findings {
  readonly series: readonly AnalysedSeries[];
  readonly results: readonly Result[];
  readonly keyImages: readonly KeyImage[];
  /** Name, version and digest of every pack that ran. */
  readonly packs: readonly {
    readonly id: string;
    readonly version: string;
    readonly title: string;
    readonly digest: string;
  }[];
  readonly timings: Readonly<Record<string, number>>;
}
