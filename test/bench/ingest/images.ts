/**
 * Sets of images on disk: one study each, CT slices of 526 kB, no two alike. Also one object of 2 GiB, most of it a hole in its
 * file: what matters is what goes over the network.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataSetBytes, header, part10Bytes } from '../../support/data-sets.js';
import { ctElements, sopInstanceUid } from './ct-elements.js';
import { slicePixels } from './pixels.js';
import { EXPLICIT, type Syntax } from './syntaxes.js';

export interface ImageSet {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly syntax: Syntax;
}

/** Noise takes longer to make than to send; images that differ in few pixels and all UIDs do as well. */
const DISTINCT_SLICES = 16;
const PIXEL_DATA = 0x7fe00010;
export const HUGE_BYTES = 2 ** 31;

export class Images {
  readonly #folder: string;
  readonly #rootOf: (set: number) => string;
  readonly #pixels = new Map<number, Buffer>();
  #sets = 0;

  /** @param rootOf root of the UIDs of a set: sets are counted from 1 */
  constructor(folder: string, rootOf = (set: number) => `1.2.3.4.${set}`) {
    this.#folder = folder;
    this.#rootOf = rootOf;
  }

  /** A study of `count` images that no other set has. */
  make(count: number, syntax: Syntax = EXPLICIT): ImageSet {
    const folder = this.#newFolder();
    for (let number = 1; number <= count; number++) {
      const pixels = this.#pixelsOf(number);
      pixels.writeUInt32LE(number);
      const slice = { root: this.#root, number };
      const dataSet = dataSetBytes([...ctElements(slice), { tag: PIXEL_DATA, vr: 'OW', value: pixels }]);
      const file = join(folder, `${String(number).padStart(5, '0')}.dcm`);
      writeFileSync(file, part10Bytes(dataSet, { sopInstanceUid: sopInstanceUid(slice) }));
      if (syntax.encoder) encode(file, syntax.encoder);
    }
    return imageSet(folder, syntax);
  }

  /** One object with 2 GiB of pixel data. */
  makeHuge(): ImageSet {
    const folder = this.#newFolder();
    const slice = { root: this.#root, number: 1 };
    const start = part10Bytes(Buffer.concat([dataSetBytes(ctElements(slice)), header(PIXEL_DATA, 'OW', HUGE_BYTES)]), {
      sopInstanceUid: sopInstanceUid(slice),
    });
    const file = openSync(join(folder, 'huge.dcm'), 'w');
    writeSync(file, start);
    ftruncateSync(file, start.length + HUGE_BYTES);
    closeSync(file);
    return imageSet(folder, EXPLICIT);
  }

  get #root(): string {
    return this.#rootOf(this.#sets);
  }

  #newFolder(): string {
    const folder = join(this.#folder, `images-${++this.#sets}`);
    mkdirSync(folder);
    return folder;
  }

  #pixelsOf(number: number): Buffer {
    const seed = number % DISTINCT_SLICES;
    const pixels = this.#pixels.get(seed) ?? slicePixels(seed);
    this.#pixels.set(seed, pixels);
    return pixels;
  }
}

function encode(file: string, [command, ...options]: readonly [string, ...string[]]): void {
  const { status, stderr, error } = spawnSync(command, [...options, file, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr ?? error?.message}`);
}

function imageSet(folder: string, syntax: Syntax): ImageSet {
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  return { files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0), syntax };
}
