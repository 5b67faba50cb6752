/** FileExtent: bytes in a file, for a thread that reads them itself. Files move: it holds for now, and may fail at any time. */
export interface FileExtent {
  /** Absolute. */
  readonly path: string;
  readonly offset: number;
  /** Absent: up to the end of the file. */
  readonly bytes?: number;
  /** CRC-32 of the bytes, if it is known: others are not what was meant. */
  readonly crc32?: number;
}
