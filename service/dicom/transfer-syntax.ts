/** Transfer syntaxes (PS3.5 §10, PS3.6 Annex A) as a table: how a data set is encoded and whether its pixels lost anything. */

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  /** Pixel data lie in fragments, one or more a frame. */
  readonly encapsulated: boolean;
  /** The compression may lose: Hounsfield units cannot be trusted. */
  readonly lossy: boolean;
}

const plain = { explicitVr: true, littleEndian: true, deflated: false, encapsulated: false, lossy: false };
const lossless = { ...plain, encapsulated: true };
const lossy = { ...lossless, lossy: true };

const TABLE: readonly TransferSyntax[] = [
  { uid: '1.2.840.10008.1.2', name: 'Implicit VR Little Endian', ...plain, explicitVr: false },
  { uid: '1.2.840.10008.1.2.1', name: 'Explicit VR Little Endian', ...plain },
  { uid: '1.2.840.10008.1.2.1.98', name: 'Encapsulated Uncompressed Explicit VR Little Endian', ...lossless },
  { uid: '1.2.840.10008.1.2.1.99', name: 'Deflated Explicit VR Little Endian', ...plain, deflated: true },
  { uid: '1.2.840.10008.1.2.2', name: 'Explicit VR Big Endian', ...plain, littleEndian: false },
  { uid: '1.2.840.10008.1.2.4.50', name: 'JPEG Baseline (Process 1)', ...lossy },
  { uid: '1.2.840.10008.1.2.4.51', name: 'JPEG Extended (Process 2 & 4)', ...lossy },
  { uid: '1.2.840.10008.1.2.4.53', name: 'JPEG Spectral Selection (Process 6 & 8)', ...lossy },
  { uid: '1.2.840.10008.1.2.4.55', name: 'JPEG Full Progression (Process 10 & 12)', ...lossy },
  { uid: '1.2.840.10008.1.2.4.57', name: 'JPEG Lossless (Process 14)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.70', name: 'JPEG Lossless (Process 14, Selection Value 1)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.80', name: 'JPEG-LS Lossless', ...lossless },
  { uid: '1.2.840.10008.1.2.4.81', name: 'JPEG-LS Near-lossless', ...lossy },
  { uid: '1.2.840.10008.1.2.4.90', name: 'JPEG 2000 (Lossless Only)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.91', name: 'JPEG 2000', ...lossy },
  { uid: '1.2.840.10008.1.2.4.92', name: 'JPEG 2000 Part 2 Multi-component (Lossless Only)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.93', name: 'JPEG 2000 Part 2 Multi-component', ...lossy },
  { uid: '1.2.840.10008.1.2.4.100', name: 'MPEG2 Main Profile / Main Level', ...lossy },
  { uid: '1.2.840.10008.1.2.4.101', name: 'MPEG2 Main Profile / High Level', ...lossy },
  { uid: '1.2.840.10008.1.2.4.102', name: 'MPEG-4 AVC/H.264 High Profile / Level 4.1', ...lossy },
  { uid: '1.2.840.10008.1.2.4.103', name: 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', ...lossy },
  { uid: '1.2.840.10008.1.2.4.104', name: 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', ...lossy },
  { uid: '1.2.840.10008.1.2.4.105', name: 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', ...lossy },
  { uid: '1.2.840.10008.1.2.4.106', name: 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', ...lossy },
  { uid: '1.2.840.10008.1.2.4.107', name: 'HEVC/H.265 Main Profile / Level 5.1', ...lossy },
  { uid: '1.2.840.10008.1.2.4.108', name: 'HEVC/H.265 Main 10 Profile / Level 5.1', ...lossy },
  { uid: '1.2.840.10008.1.2.4.201', name: 'High-Throughput JPEG 2000 (Lossless Only)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.202', name: 'High-Throughput JPEG 2000 with RPCL (Lossless Only)', ...lossless },
  { uid: '1.2.840.10008.1.2.4.203', name: 'High-Throughput JPEG 2000', ...lossy },
  { uid: '1.2.840.10008.1.2.5', name: 'RLE Lossless', ...lossless },
];

const BY_UID = new Map(TABLE.map((syntax) => [syntax.uid, syntax]));

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** The syntax of a UID, or undefined if this node does not know it. */
export function transferSyntax(uid: string): TransferSyntax | undefined {
  return BY_UID.get(uid);
}

/** Every syntax this node accepts on an association. */
export function knownTransferSyntaxes(): readonly TransferSyntax[] {
  return TABLE;
}
