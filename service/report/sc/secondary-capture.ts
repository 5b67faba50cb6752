/** A rendered page as a Secondary Capture (PS3.3 §A.8.1): one RGB frame, without geometry, for it shows no single plane. */
import { SECONDARY_CAPTURE_IMAGE } from '../../dicom/sop-class.js';
import type { NaturalDataSet } from '../../dicom/write-data-set.js';
import type { RgbImage } from '../../ports/page-renderer.js';
import { documentHeader } from '../document-header.js';
import { codeItem, sopReference } from '../macros.js';
import type { PreparedSubject } from '../prepared-subject.js';
import { NOT_FOR_DIAGNOSTIC_USE } from '../wording.js';

/** @param page from 1. */
export function secondaryCapture(subject: PreparedSubject, image: RgbImage, page: number): NaturalDataSet {
  const { revision, findings, config, source, time, uids } = subject;
  const of = revision.revision > 1 ? ` (revision ${revision.revision})` : '';
  return {
    ...documentHeader(subject, {
      sopClassUid: SECONDARY_CAPTURE_IMAGE,
      sopInstanceUid: uids.sopInstanceUid('sc', page),
      seriesInstanceUid: uids.seriesInstanceUid('sc'),
      seriesNumber: config.scSeriesNumber,
      seriesDescription: `CT measurements${of} - ${NOT_FOR_DIAGNOSTIC_USE}`,
      // Not CT: hanging protocols would lay the page among the slices.
      modality: 'OT',
      instanceNumber: page,
    }),
    ConversionType: 'WSD',
    DateOfSecondaryCapture: time.date,
    TimeOfSecondaryCapture: time.time,
    ImageType: ['DERIVED', 'SECONDARY'],
    DerivationDescription: 'Summary page of CT measurements with key slices',
    ...sourceImages(subject),
    // One of the two is asked for (PS3.3 §C.7.3.1): the side is that of a paired body part.
    ...(source.bodyPartExamined ? { BodyPartExamined: source.bodyPartExamined } : { Laterality: '' }),
    PatientOrientation: '',
    BurnedInAnnotation: 'YES',
    // A head slice shows part of the face's outline.
    RecognizableVisualFeatures: findings.keyImages.length > 0 ? 'YES' : 'NO',
    ...imagePixels(image),
  };
}

function sourceImages({ findings: { keyImages }, codes }: PreparedSubject): NaturalDataSet {
  if (keyImages.length === 0) return {};
  const purpose = { PurposeOfReferenceCodeSequence: [codeItem(codes.concepts.sourceImageForProcessing)] };
  const unique = new Map(keyImages.map((keyImage) => [`${keyImage.sopInstanceUid} ${keyImage.frame}`, keyImage]));
  return { SourceImageSequence: [...unique.values()].map((keyImage) => ({ ...sopReference(keyImage), ...purpose })) };
}

function imagePixels({ pixels, rgb }: RgbImage): NaturalDataSet {
  return {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: pixels,
    Columns: pixels,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: new Uint8Array(rgb).buffer,
  };
}
