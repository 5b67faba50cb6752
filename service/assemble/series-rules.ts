/**
 * What headers say for certain against a series, as a table: the first rule that applies decides, so that the sentence names
 * what is most particular to the series (a dose report is also not CT). A series that no rule applies to is a candidate;
 * which of these are used the analysis decides (analyze/select), which knows their pixels and what packs want.
 */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { MANUFACTURER } from '../dicom/product.js';
import { isCtClass, isDoseReportClass, isSecondaryCaptureClass } from '../dicom/sop-class.js';
import type { ErrorCode } from '../errors/registry.js';
import { isDerivedView, isDoseSheet, isScreenSave } from './image-type.js';
import type { Series } from './series.js';

export interface SelectionRules {
  readonly minSlices: number;
  readonly minCoverageMm: number;
}

export interface SeriesRule {
  readonly code: ErrorCode & `series.${string}`;
  applies(series: Series, rules: SelectionRules): boolean;
  /** What the reader is told, without a full stop. */
  sentence(series: Series, rules: SelectionRules): string;
}

/** Beyond it slices lie across the body, and their positions do not tell how much of it they cover. */
const UPRIGHT_DEGREES = 45;
/** Modalities that screen images are stored under; under another one (CR, US) they are that modality's images. */
const SCREEN_MODALITIES: readonly string[] = ['CT', 'OT', 'SC', ''];

export const SERIES_RULES: readonly SeriesRule[] = [
  {
    code: 'series.own-document',
    applies: every('instances', ({ manufacturer }) => manufacturer === MANUFACTURER),
    sentence: () => `made by ${MANUFACTURER}`,
  },
  {
    code: 'series.dose-sheet',
    applies: every(
      'instances',
      (header) => isDoseReportClass(header.sopClassUid) || isDoseSheet(header) || isNamedDose(header),
    ),
    sentence: () => 'dose report',
  },
  {
    code: 'series.secondary-capture',
    applies: every(
      'instances',
      (header) => isSecondaryCaptureClass(header.sopClassUid) && SCREEN_MODALITIES.includes(header.modality),
    ),
    sentence: ({ instances }) => `${count(instances.length, 'screen image')} (Secondary Capture), not CT slices`,
  },
  {
    code: 'series.not-ct',
    applies: ({ ct }) => ct.length === 0,
    sentence: ({ modality }) =>
      modality === 'CT'
        ? 'CT by its modality, but not by its SOP Class'
        : `modality ${modality || 'not stated'}, not CT`,
  },
  {
    code: 'series.localizer',
    applies: ({ slices }) => slices.length === 0,
    sentence: ({ ct }) => `localizer, ${count(ct.length, 'image')}`,
  },
  {
    code: 'series.secondary-capture',
    applies: every('slices', isScreenSave),
    sentence: ({ slices }) => `${count(slices.length, 'screen image')} stored as CT`,
  },
  {
    code: 'series.derived',
    applies: some('slices', isDerivedView),
    sentence: ({ slices }) =>
      `derived: Image Type ${slices.find(({ header }) => isDerivedView(header))?.header.imageType.join(', ')}`,
  },
  {
    code: 'series.burned-in',
    applies: some('slices', ({ burnedInAnnotation }) => burnedInAnnotation === true),
    sentence: () => 'annotation is burned into the images',
  },
  {
    code: 'series.no-geometry',
    applies: ({ multiFrame, geometry }) => !multiFrame && !geometry,
    sentence: () => 'a slice has no Image Position or no Image Orientation',
  },
  {
    code: 'series.too-few-slices',
    applies: ({ sliceCount }, { minSlices }) => sliceCount < minSlices,
    sentence: ({ sliceCount, multiFrame }, { minSlices }) =>
      `${count(sliceCount, multiFrame ? 'frame' : 'slice')}, fewer than ${minSlices}`,
  },
  {
    code: 'series.coverage',
    applies: (series, { minCoverageMm }) => coverageMm(series) < minCoverageMm,
    sentence: (series, { minCoverageMm }) =>
      `covers ${coverageMm(series).toFixed(0)} mm, less than ${minCoverageMm} mm`,
  },
];

function every(which: 'instances' | 'slices', test: (header: InstanceHeader) => boolean): SeriesRule['applies'] {
  return (series) => series[which].length > 0 && series[which].every(({ header }) => test(header));
}

function some(which: 'instances' | 'slices', test: (header: InstanceHeader) => boolean): SeriesRule['applies'] {
  return (series) => series[which].some(({ header }) => test(header));
}

/** A dose record kept as text or picture, known by the name its maker gives the series. */
function isNamedDose({ sopClassUid, seriesDescription = '' }: InstanceHeader): boolean {
  return !isCtClass(sopClassUid) && /\bdose\s*(report|record|info|summary|sheet)/i.test(seriesDescription);
}

/** Unknown for multi-frame, coronal and sagittal series, which are therefore not refused for it. */
function coverageMm({ geometry }: Series): number {
  if (!geometry || geometry.tiltDegrees > UPRIGHT_DEGREES) return Number.POSITIVE_INFINITY;
  return geometry.toMm - geometry.fromMm;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
