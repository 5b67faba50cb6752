/** Whether the header of a frame agrees with that of its image: asked before a codec takes memory for it. */
import { CambiumError } from '../../service/errors/registry.js';
import type { CodedFormat } from './codec.js';
import { unreadable } from './unreadable.js';

export interface CodedHeader {
  readonly rows: number;
  readonly columns: number;
  /** Bits a sample. */
  readonly precision: number;
  /** Whether the encoder was free to change samples. */
  readonly lossy: boolean;
}

/** @throws CambiumError `pixels.unreadable`; `series.lossy` if a lossless transfer syntax is not */
export function checkHeader({ rows, columns, precision, lossy }: CodedHeader, format: CodedFormat): void {
  if (rows !== format.rows || columns !== format.columns) {
    throw unreadable(`The frame has ${columns} × ${rows} pixels instead of ${format.columns} × ${format.rows}.`);
  }
  if (precision > format.bitsAllocated) throw unreadable(`The frame has ${precision} bits a sample.`);
  if (lossy && format.lossless) throw new CambiumError('series.lossy', 'The transfer syntax says that it is lossless.');
}
