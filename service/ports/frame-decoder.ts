/**
 * FrameDecoder. One compressed frame in, its stored pixel values out. Frames are decoded off the calling thread, several at
 * a time; a frame that is damaged, or that a codec does not come back from, harms no other.
 */
export interface FrameFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  /** Bits of a value, the lowest of its word. */
  readonly bitsStored: number;
  readonly signed: boolean;
}

export interface FrameDecoder {
  /** Frames that it decodes at a time: to have more under way costs memory and gains nothing. */
  readonly parallel: number;
  /** Whether the decoder knows a transfer syntax. */
  decodes(transferSyntaxUid: string): boolean;
  /**
   * The frame's bytes as native little-endian pixel data: rows × columns × bitsAllocated/8 bytes, row by row. Signed values
   * are extended to bitsAllocated, unless the code stream has bits of its own there: an overlay, say. The caller's `frame`
   * is left as it was.
   * `pixels.syntax-unsupported`; `pixels.unreadable` for damaged data, also if the result has another size or more bits than
   * are allocated, or if it takes longer than the decoder allows a frame; `series.lossy` if the code stream is lossy and its
   * transfer syntax says that it is not.
   */
  decode(transferSyntaxUid: string, frame: Uint8Array, format: FrameFormat): Promise<Uint8Array>;
  /** Ends its threads. What is under way rejects. */
  close(): Promise<void>;
}
