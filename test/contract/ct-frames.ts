/** The one frame of a DICOM file, as it is stored and as the decoder wants to know it. */
import { readFileSync } from 'node:fs';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { FrameFormat } from '../../service/ports/frame-decoder.js';

export interface CtFrame {
  readonly transferSyntaxUid: string;
  readonly format: FrameFormat;
  /** Pixel data of the file: native, or the code stream. */
  readonly bytes: Buffer;
}

const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const BITS_ALLOCATED = 0x00280100;
const BITS_STORED = 0x00280101;
const PIXEL_REPRESENTATION = 0x00280103;
const PIXEL_DATA = 0x7fe00010;
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const NATIVE: readonly string[] = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];

export function readCtFrame(path: string): CtFrame {
  const { meta, dataSet } = splitPart10(readFileSync(path));
  const { transferSyntaxUid } = meta;
  const read = readDataSet(dataSet, transferSyntaxUid, { extent: 'whole' });
  const number = (tag: number) => read.uint16(tag) ?? 0;
  const pixelData = read.bytes(PIXEL_DATA) ?? Buffer.alloc(0);
  return {
    transferSyntaxUid,
    format: {
      rows: number(ROWS),
      columns: number(COLUMNS),
      bitsAllocated: number(BITS_ALLOCATED) === 8 ? 8 : 16,
      bitsStored: number(BITS_STORED),
      signed: number(PIXEL_REPRESENTATION) === 1,
    },
    bytes: NATIVE.includes(transferSyntaxUid) ? pixelData : joinedFragments(pixelData),
  };
}

/** Items of PS3.5 §A.4: a tag and a length of four bytes each, then the bytes. The first is the offset table. */
function joinedFragments(pixelData: Buffer): Buffer {
  const items: Buffer[] = [];
  for (let at = 0; at + 8 <= pixelData.length; ) {
    const end = at + 8 + pixelData.readUInt32LE(at + 4);
    items.push(pixelData.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(items.slice(1));
}
