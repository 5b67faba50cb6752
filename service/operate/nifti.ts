/**
 * NIfTI-1: a volume in, the bytes of a single `.nii` file out, so that it can be looked at in any viewer (nifti.nimh.nih.gov,
 * nifti1.h). Patient space is LPS here and RAS there: the first two rows of the affine change their sign.
 */
import type { Vector3 } from '../dicom/instance-header.js';

export interface NiftiImage {
  /** Voxels along the first, second and third axis; the first runs fastest in `voxels`. */
  readonly dims: readonly [number, number, number];
  /** mm between voxel centres along the three axes. */
  readonly spacing: Vector3;
  /** LPS position of the centre of voxel 0, 0, 0, mm. */
  readonly origin: Vector3;
  /** Unit directions in LPS of the three axes. */
  readonly direction: readonly [Vector3, Vector3, Vector3];
  readonly voxels: Int16Array | Float32Array;
  /** At most 79 ASCII characters, for people; no patient attribute. */
  readonly description: string;
}

const HEADER_BYTES = 348;
/** The header, and four bytes that say that no extension follows. */
const VOXEL_OFFSET = 352;
const DATATYPES = { int16: { code: 4, bits: 16 }, float32: { code: 16, bits: 32 } } as const;
const MILLIMETRES = 2;
/** sform code: coordinates of the scanner. */
const SCANNER_ANATOMICAL = 1;
const MAX_DIM = 32767;

/** @throws RangeError if an axis is longer than the format can say, or the voxels are not as many as the axes say. */
export function encodeNifti(image: NiftiImage): Buffer {
  const { dims, spacing, voxels, description } = image;
  if (dims.some((dim) => dim > MAX_DIM)) throw new RangeError(`NIfTI-1 has at most ${MAX_DIM} voxels along an axis.`);
  if (voxels.length !== dims[0] * dims[1] * dims[2]) throw new RangeError('The voxels do not fill the axes.');
  const header = Buffer.alloc(VOXEL_OFFSET);
  const { code, bits } = DATATYPES[voxels instanceof Int16Array ? 'int16' : 'float32'];
  header.writeInt32LE(HEADER_BYTES, 0);
  for (const [i, dim] of [3, ...dims, 1, 1, 1, 1].entries()) header.writeInt16LE(dim, 40 + 2 * i);
  header.writeInt16LE(code, 70);
  header.writeInt16LE(bits, 72);
  // pixdim[0] belongs to the quaternion, which is not used: the affine says all of it.
  for (const [i, mm] of [1, ...spacing, 0, 0, 0, 0].entries()) header.writeFloatLE(mm, 76 + 4 * i);
  header.writeFloatLE(VOXEL_OFFSET, 108);
  header.writeFloatLE(1, 112);
  header.writeUInt8(MILLIMETRES, 123);
  header.write(description.slice(0, 79), 148, 'latin1');
  header.writeInt16LE(SCANNER_ANATOMICAL, 254);
  for (const [row, values] of affineRas(image).entries()) {
    for (const [column, value] of values.entries()) header.writeFloatLE(value, 280 + 16 * row + 4 * column);
  }
  header.write('n+1\0', 344, 'latin1');
  return Buffer.concat([header, Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength)]);
}

/** Three rows of four: voxel index to RAS, mm. */
function affineRas({ spacing, origin, direction }: NiftiImage): readonly (readonly number[])[] {
  return ([-1, -1, 1] as const).map((sign, row) => [
    ...direction.map((axis, i) => sign * axis[row] * spacing[i]),
    sign * origin[row],
  ]);
}
