/**
 * The samples of a code stream as native pixel data (PS3.5 §8.1.1). The header's Pixel Representation decides what is
 * signed: JPEG and JPEG-LS do not say, and JPEG 2000 streams of real archives say otherwise than their headers.
 */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { unreadable } from './unreadable.js';

export interface CodedSamples {
  readonly samples: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** Bits a sample has in the code stream. */
  readonly precision: number;
  /** What the code stream says, if it can. Its negative samples fill the words they lie in. */
  readonly signed?: boolean;
}

/** @throws CambiumError `pixels.unreadable` if there are more or fewer samples than pixels, or more bits than allocated */
export function storedValues(coded: CodedSamples, format: FrameFormat): Uint8Array<ArrayBuffer> {
  const { rows, columns, bitsAllocated } = format;
  if (coded.samples.length !== rows * columns) {
    throw unreadable(`The frame gave ${coded.samples.length} samples instead of ${rows * columns}.`);
  }
  if (coded.precision > bitsAllocated) throw unreadable(`The frame has ${coded.precision} bits a sample.`);
  const values = inWords(coded, bitsAllocated);
  correctSign(values, coded, format);
  return new Uint8Array(values.buffer);
}

function inWords({ samples, signed }: CodedSamples, bitsAllocated: 8 | 16) {
  if (samples.BYTES_PER_ELEMENT * 8 === bitsAllocated) return samples;
  if (bitsAllocated === 8) return Uint8Array.from(samples);
  return Uint16Array.from(signed ? new Int8Array(samples.buffer) : samples);
}

/**
 * A signed number of Bits Stored bits that was coded as an unsigned one gets its sign back; one that was coded as negative,
 * though it is not signed, loses it. A stream of more bits than are stored carries what native pixel data would have there.
 */
function correctSign(values: Uint8Array | Uint16Array, coded: CodedSamples, format: FrameFormat): void {
  const { bitsAllocated, bitsStored, signed } = format;
  if (signed && !coded.signed && coded.precision <= bitsStored && bitsStored < bitsAllocated) {
    const above = 32 - bitsStored;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] << above) >> above;
  }
  if (!signed && coded.signed && coded.precision < bitsAllocated) {
    const mask = (1 << coded.precision) - 1;
    for (let i = 0; i < values.length; i++) values[i] &= mask;
  }
}
