/** Whether a frame has the size its header says: asked before a codec takes memory for it. */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { unreadable } from './unreadable.js';

interface CodedSize {
  readonly rows: number;
  readonly columns: number;
  /** Bits a sample. */
  readonly precision: number;
}

/** @throws CambiumError `pixels.unreadable` */
export function checkSize({ rows, columns, precision }: CodedSize, format: FrameFormat): void {
  if (rows !== format.rows || columns !== format.columns) {
    throw unreadable(`The frame has ${columns} × ${rows} pixels instead of ${format.columns} × ${format.rows}.`);
  }
  if (precision > format.bitsAllocated) throw unreadable(`The frame has ${precision} bits a sample.`);
}
