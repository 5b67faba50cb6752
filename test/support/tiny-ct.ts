/** A small axial CT of noise: enough for every stage to do its work, too little for any measure to apply. */
import { part10Header, splitPart10 } from '../../service/dicom/part10.js';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { deriveUid, type SopInstanceUid, type StudyInstanceUid } from '../../service/dicom/uid.js';
import { writePart10 } from '../../service/dicom/write-data-set.js';
import type { OutgoingInstance } from '../../service/ports/storage-scu.js';

export interface TinyCt {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly instances: readonly OutgoingInstance[];
}

const MATRIX = 64;

/** @param name names the study: the same name gives the same UIDs and bytes. */
export function tinyCt(name: string, slices = 16): TinyCt {
  const studyInstanceUid = deriveUid('tiny', name) as StudyInstanceUid;
  const instances = Array.from({ length: slices }, (_, slice) => {
    const sopInstanceUid = deriveUid('tiny', name, slice) as SopInstanceUid;
    const pixels = new Int16Array(MATRIX * MATRIX);
    for (let i = 0; i < pixels.length; i++) pixels[i] = ((i * 7919 + slice * 104729) % 200) - 100;
    const part10 = writePart10(
      {
        SOPClassUID: CT_IMAGE,
        SOPInstanceUID: sopInstanceUid,
        StudyInstanceUID: studyInstanceUid,
        SeriesInstanceUID: deriveUid('tiny', name, 'series'),
        FrameOfReferenceUID: deriveUid('tiny', name, 'frame'),
        Modality: 'CT',
        ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
        PatientName: 'PHANTOM^CAMBIUM',
        PatientID: 'CAMBIUM-PHANTOM',
        SeriesNumber: 1,
        InstanceNumber: slice + 1,
        ImagePositionPatient: [-64, -64, slice * 3],
        ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
        PixelSpacing: [2, 2],
        SliceThickness: 3,
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        Rows: MATRIX,
        Columns: MATRIX,
        BitsAllocated: 16,
        BitsStored: 16,
        HighBit: 15,
        PixelRepresentation: 1,
        RescaleIntercept: 0,
        RescaleSlope: 1,
        PixelData: pixels.buffer,
      },
      { PixelData: 'OW' },
    );
    return { sopClassUid: CT_IMAGE, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN, part10 };
  });
  return { studyInstanceUid, instances };
}

/** The object a node stores for an instance: our file meta information, the data set as it was sent. */
export function asStored({ sopClassUid, sopInstanceUid, transferSyntaxUid, part10 }: OutgoingInstance): Buffer {
  return Buffer.concat([part10Header({ sopClassUid, sopInstanceUid, transferSyntaxUid }), splitPart10(part10).dataSet]);
}
