/** Encoders as simple as their standards allow, to give decoders frames whose pixels are known. */

export interface Image {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  /** Stored values, row by row, unsigned. */
  readonly samples: readonly number[];
}

/** The native little-endian pixel data of an image. */
export function nativePixels({ bitsAllocated, samples }: Image): Uint8Array {
  return bitsAllocated === 8 ? Uint8Array.from(samples) : new Uint8Array(Uint16Array.from(samples).buffer);
}

/** RLE Lossless (PS3.5 Annex G): runs of three and more as such, the rest literally, no run across rows. */
export function encodeRle({ columns, bitsAllocated, samples }: Image): Uint8Array {
  const shifts = bitsAllocated === 8 ? [0] : [8, 0];
  const segments = shifts.map((shift) =>
    packed(
      samples.map((sample) => (sample >> shift) & 0xff),
      columns,
    ),
  );
  const header = new Uint32Array(16);
  header[0] = segments.length;
  let offset = 64;
  segments.forEach((segment, i) => {
    header[i + 1] = offset;
    offset += segment.length;
  });
  return Buffer.concat([Buffer.from(header.buffer), ...segments]);
}

function packed(bytes: readonly number[], columns: number): Buffer {
  const out: number[] = [];
  for (let row = 0; row < bytes.length; row += columns) packRow(bytes.slice(row, row + columns), out);
  return Buffer.from(out.length % 2 ? [...out, 0] : out);
}

function packRow(row: readonly number[], out: number[]): void {
  const runAt = (from: number) => {
    let length = 1;
    while (length < 128 && row[from + length] === row[from]) length++;
    return length;
  };
  let from = 0;
  while (from < row.length) {
    const run = runAt(from);
    if (run > 2) {
      out.push(257 - run, row[from]);
      from += run;
      continue;
    }
    let end = from + 1;
    while (end < row.length && end - from < 128 && runAt(end) < 3) end++;
    out.push(end - from - 1, ...row.slice(from, end));
    from = end;
  }
}

export interface JpegOptions {
  readonly precision: number;
  /** Table H.1 of ITU-T T.81. */
  readonly predictor?: number;
  /** Rows between restart markers. */
  readonly restartRows?: number;
  /** Low bits cut off, which the samples must not have. */
  readonly pointTransform?: number;
}

/** Codes of one symbol each from 2 to 16 bits, but three of 2: as long as codes can be. All 17 symbols have one. */
const CODE_COUNTS = [0, 3, ...Array<number>(14).fill(1)];

/** JPEG Lossless, process 14, one component (ITU-T T.81 Annexes B and H). */
export function encodeJpegLossless(image: Image, options: JpegOptions): Uint8Array {
  const { precision, predictor = 1, restartRows = 0, pointTransform = 0 } = options;
  const { rows, columns } = image;
  const samples = image.samples.map((sample) => sample >> pointTransform);
  const out = [0xff, 0xd8];
  const segment = (marker: number, body: readonly number[]) =>
    out.push(0xff, marker, ...word(body.length + 2), ...body);
  segment(0xc3, [precision, ...word(rows), ...word(columns), 1, 1, 0x11, 0]);
  segment(0xc4, [0, ...CODE_COUNTS, ...Array.from({ length: 17 }, (_, symbol) => symbol)]);
  if (restartRows > 0) segment(0xdd, word(restartRows * columns));
  segment(0xda, [1, 1, 0, predictor, 0, pointTransform]);
  const step = restartRows || rows;
  for (let row = 0; row < rows; row += step) {
    if (row > 0) out.push(0xff, 0xd0 + ((row / step - 1) % 8));
    const middle = 1 << (precision - pointTransform - 1);
    out.push(...interval(samples.slice(row * columns, (row + step) * columns), columns, { predictor, middle }));
  }
  return Uint8Array.from([...out, 0xff, 0xd9]);
}

function interval(
  samples: readonly number[],
  columns: number,
  { predictor, middle }: { predictor: number; middle: number },
): number[] {
  let bits = '';
  samples.forEach((sample, i) => {
    const [left, above, corner] = [samples[i - 1], samples[i - columns], samples[i - columns - 1]];
    const first = i < columns ? (i === 0 ? middle : left) : i % columns === 0 ? above : undefined;
    bits += difference(sample - (first ?? PREDICTORS[predictor](left, above, corner)));
  });
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  return (bits.match(/.{8}/g) ?? []).flatMap((byte) => (byte === '11111111' ? [0xff, 0] : [Number.parseInt(byte, 2)]));
}

type Predictor = (a: number, b: number, c: number) => number;

const PREDICTORS: Readonly<Record<number, Predictor>> = {
  1: (a) => a,
  2: (_, b) => b,
  3: (_, __, c) => c,
  4: (a, b, c) => a + b - c,
  5: (a, b, c) => a + Math.floor((b - c) / 2),
  6: (a, b, c) => b + Math.floor((a - c) / 2),
  7: (a, b) => Math.floor((a + b) / 2),
};

/** Code of the size, then that many bits (§H.1.2.2); differences are taken modulo 65 536. */
function difference(value: number): string {
  const wrapped = ((value & 0xffff) << 16) >> 16;
  if (wrapped === -32768) return code(16);
  const size = wrapped === 0 ? 0 : 32 - Math.clz32(Math.abs(wrapped));
  if (size === 0) return code(0);
  const extra = wrapped > 0 ? wrapped : wrapped + (1 << size) - 1;
  return code(size) + extra.toString(2).padStart(size, '0');
}

/** 00, 01, 10, then 110, 1110, …: what CODE_COUNTS says. */
function code(symbol: number): string {
  return symbol < 3 ? symbol.toString(2).padStart(2, '0') : `${'1'.repeat(symbol - 1)}0`;
}

function word(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
