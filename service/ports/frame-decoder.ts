/** FrameDecoder. One compressed frame in, its stored pixel values out. */
export interface FrameFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly signed: boolean;
}

export interface FrameDecoder {
  /** Whether the decoder knows a transfer syntax. */
  decodes(transferSyntaxUid: string): boolean;
  /**
   * The frame's bytes as native little-endian pixel data: rows × columns × bitsAllocated/8 bytes, row by row.
   * `pixels.syntax-unsupported`; `pixels.unreadable` for damaged data, also if the result has another size.
   */
  decode(transferSyntaxUid: string, frame: Uint8Array, format: FrameFormat): Uint8Array;
}
