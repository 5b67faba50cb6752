/**
 * Why a series is not analysed, as a table: the first rule that applies decides, so that the sentence names what is most
 * particular to the series (a dose report is also not CT). A series that no rule applies to is a candidate.
 */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { MANUFACTURER } from '../dicom/product.js';
import { isCtClass, isDoseReportClass, isSecondaryCaptureClass } from '../dicom/sop-class.js';
import { transferSyntax } from '../dicom/transfer-syntax.js';
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

/** Gantries tilt by up to 30°; beyond that a stack is coronal, sagittal or an oblique reformat. A tilt is judged at analysis. */
const AXIAL_WITHIN_DEGREES = 30.5;
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
    code: 'series.lossy',
    applies: some('slices', ({ lossy }) => lossy),
    sentence: ({ slices }) => `compressed with loss${lossySyntax(slices.map(({ header }) => header))}`,
  },
  {
    code: 'series.no-geometry',
    applies: ({ multiFrame, geometry }) => !multiFrame && !geometry,
    sentence: () => 'a slice has no Image Position or no Image Orientation',
  },
  {
    code: 'series.not-axial',
    applies: ({ geometry }) => geometry !== undefined && geometry.tiltDegrees > AXIAL_WITHIN_DEGREES,
    sentence: ({ geometry }) => `not axial: its slices stand ${geometry?.tiltDegrees.toFixed(0)}° off the axial plane`,
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

/** Unknown for multi-frame series, which are therefore not refused for it. */
function coverageMm({ geometry }: Series): number {
  return geometry ? geometry.toMm - geometry.fromMm : Number.POSITIVE_INFINITY;
}

function lossySyntax(headers: readonly InstanceHeader[]): string {
  const syntax = headers
    .map(({ transferSyntaxUid }) => transferSyntax(transferSyntaxUid))
    .find((known) => known?.lossy);
  return syntax ? `: ${syntax.name}` : ', as Lossy Image Compression says';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
