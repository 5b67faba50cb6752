/** Where tiles begin along one axis: so many that every voxel is answered for. */
export interface TileAxis {
  readonly length: number;
  readonly size: number;
  readonly overlap: number;
  readonly margin: number;
  /** The last tile is moved back until it ends with the axis. */
  readonly shift: boolean;
}

export function tileStarts({ length, size, overlap, margin, shift }: TileAxis): readonly number[] {
  const stride = size - overlap;
  const answered = size - 2 * margin;
  const count = Math.ceil(Math.max(length - answered, 0) / stride) + 1;
  const starts = Array.from({ length: count }, (_, index) => index * stride - margin);
  return shift ? starts.map((start) => Math.min(start, length - size)) : starts;
}

/** The planes nearest to every `strideMm`, from the first. */
export function sliceStarts(length: number, spacingMm: number, strideMm = spacingMm): readonly number[] {
  const stride = Math.max(strideMm / spacingMm, 1);
  const count = Math.floor((length - 1) / stride) + 1;
  return Array.from({ length: count }, (_, index) => Math.round(index * stride));
}
