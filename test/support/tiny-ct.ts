/** A small axial CT of noise: enough for every stage to do its work, too little for any measure to apply. */
import { part10Header, splitPart10 } from '../../service/dicom/part10.js';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { deriveUid, type SopInstanceUid, type StudyInstanceUid } from '../../service/dicom/uid.js';
import { writePart10 } from '../../service/dicom/write-data-set.js';
import type { OutgoingFile } from '../../service/ports/storage-scu.js';
import { encodeRle } from '../contract/frame-encoders.js';

export interface TinyCt {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly instances: readonly OutgoingFile[];
}

const MATRIX = 64;
const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

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

/** The same study compressed: RLE, so that the bytes are those of an encapsulated transfer syntax. */
export function compressed({ studyInstanceUid, instances }: TinyCt): TinyCt {
  return { studyInstanceUid, instances: instances.map(asRle) };
}

/** The pixel data are the last element of the file, 12 bytes of header before them. */
function asRle({ part10, ...instance }: OutgoingFile): OutgoingFile {
  const { dataSet } = splitPart10(part10);
  const at = dataSet.length - MATRIX * MATRIX * 2;
  const samples = Array.from({ length: MATRIX * MATRIX }, (_, i) => dataSet.readUInt16LE(at + i * 2));
  const frame = Buffer.from(encodeRle({ rows: MATRIX, columns: MATRIX, bitsAllocated: 16, samples }));
  const pixelData = Buffer.concat([
    Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]),
    item(0xe000, Buffer.alloc(0)),
    item(0xe000, frame),
    item(0xe0dd, Buffer.alloc(0)),
  ]);
  const names = { ...instance, transferSyntaxUid: RLE_LOSSLESS };
  return { ...names, part10: Buffer.concat([part10Header(names), dataSet.subarray(0, at - 12), pixelData]) };
}

function item(element: number, value: Buffer): Buffer {
  const even = value.length & 1 ? Buffer.concat([value, Buffer.alloc(1)]) : value;
  const header = Buffer.from([0xfe, 0xff, element & 0xff, element >> 8, 0, 0, 0, 0]);
  header.writeUInt32LE(even.length, 4);
  return Buffer.concat([header, even]);
}

/** The object a node stores for an instance: our file meta information, the data set as it was sent. */
export function asStored({ sopClassUid, sopInstanceUid, transferSyntaxUid, part10 }: OutgoingFile): Buffer {
  return Buffer.concat([part10Header({ sopClassUid, sopInstanceUid, transferSyntaxUid }), splitPart10(part10).dataSet]);
}
