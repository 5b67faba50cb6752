/** Small instances to be sent, and what of them must arrive. */
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import type { OutgoingFile } from '../../service/ports/storage-scu.js';
import { ctDataSet, part10Bytes } from '../support/data-sets.js';
import { CT_CLASS, EXPLICIT } from '../support/pdu-bytes.js';

export function outgoing(number: number, sopClassUid = CT_CLASS, pixelBytes = 512): OutgoingFile {
  const sopInstanceUid = `1.2.3.${number}` as SopInstanceUid;
  const dataSet = ctDataSet(sopInstanceUid, { sopClassUid, pixels: Buffer.alloc(pixelBytes, number) });
  const part10 = part10Bytes(dataSet, { sopClassUid, sopInstanceUid });
  return { sopClassUid, sopInstanceUid, transferSyntaxUid: EXPLICIT, part10 };
}

export function dataSetOf({ sopInstanceUid, sopClassUid, transferSyntaxUid, part10 }: OutgoingFile): Buffer {
  return part10.subarray(part10Bytes(Buffer.alloc(0), { sopClassUid, sopInstanceUid, transferSyntaxUid }).length);
}
