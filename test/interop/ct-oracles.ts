/**
 * Independent programs that make CT series and read them: make_ct.py, read_ct.py and resample_ct.py, started once for many
 * series, because their libraries take longer to load than to work.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SliceSource, Volume } from '../../service/analyze/volume.js';
import { PYTHON } from '../support/peers.js';

/** Axes in patient order, LPS: as a Volume has them. */
export type Grid = Pick<Volume, 'dims' | 'spacing' | 'origin' | 'direction'>;

/** What a program read. */
export interface Reading extends Grid {
  /** Neither clamped nor rounded; x fastest. */
  readonly hu: Float32Array;
}

/** Where something is in the patient: the centroid, LPS mm, of what is above or below so many HU within a radius of it. */
export interface Landmark {
  readonly place: readonly number[];
  readonly radius: number;
  readonly above?: number;
  readonly below?: number;
  /** HU at its middle, if it is known. */
  readonly hu?: number;
}

/** What a right reader finds in a generated stack. */
export interface Truth extends Reading {
  readonly landmarks: readonly Landmark[];
  /** HU that mean padding, both ends included. */
  readonly paddingHu: readonly [number, number] | null;
  /** One a slice, in the order of the stack, with its HU as the slice is stored. */
  readonly slices: readonly TrueSlice[];
}

export interface TrueSlice extends Pick<SliceSource, 'sopInstanceUid' | 'frame'> {
  /** Where the same slice was stored twice. */
  readonly orSopInstanceUid?: string;
  readonly plane: Float32Array;
}

/** A series as make_ct.py takes it; see there. */
export interface CtOptions {
  readonly stacks: readonly Readonly<Record<string, unknown>>[];
  readonly [option: string]: unknown;
}

export interface CtCase extends CtOptions {
  /** Of its folder. */
  readonly name: string;
}

export type Reader = 'simpleitk' | 'dcm2niix' | 'highdicom';

/** Writes the cases below `folder`. */
export function makeCt(folder: string, cases: readonly CtCase[]): void {
  python('make_ct.py', cases, folder);
}

/** The folder of a generated case that holds its DICOM files. */
export function dicomOf(folder: string, name: string): string {
  return join(folder, name, 'dicom');
}

export function truthOf(folder: string, { name, stacks }: CtCase): readonly Truth[] {
  return stacks.map((_, stack) => readTruth(join(folder, name, `truth-${stack}`)));
}

function readTruth(path: string): Truth {
  const { landmarks, sources, paddingHu, planePixels } = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  const planes = floats(`${path}.planes.raw`);
  const plane = (slice: number) => planes.subarray(slice * planePixels, (slice + 1) * planePixels);
  return {
    ...readingOf(path),
    landmarks,
    paddingHu,
    slices: sources.map((source: SliceSource, slice: number) => ({ ...source, plane: plane(slice) })),
  };
}

/** Volumes that a program makes of the files of one series, in the order of its own names. */
export function readBy(reader: Reader, files: readonly string[], scratch: string): readonly Reading[] {
  return readAllBy([{ reader, files }], scratch)[0];
}

/** The same of many series. */
export function readAllBy(
  jobs: readonly { readonly reader: Reader; readonly files: readonly string[] }[],
  scratch: string,
): readonly (readonly Reading[])[] {
  mkdirSync(scratch, { recursive: true });
  const out = (job: number) => join(scratch, `${readdirSync(scratch).length}-${job}`);
  const left: string[][] = JSON.parse(
    python(
      'read_ct.py',
      jobs.map((job, i) => ({ ...job, out: out(i) })),
    ),
  );
  return left.map((names) => names.map(readingOf));
}

function readingOf(path: string): Reading {
  const { dims, spacing, origin, direction } = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  return { dims, spacing, origin, direction, hu: floats(`${path}.raw`) };
}

/** Sheared stacks straightened onto the grids of volumes, and landmarks found in them before that. */
export function resampled(
  jobs: readonly { readonly files: readonly string[]; readonly grid: Grid }[],
  scratch: string,
): readonly { readonly hu: Float32Array; readonly landmarks: readonly Landmark[] }[] {
  mkdirSync(scratch, { recursive: true });
  const out = (job: number) => join(scratch, `resampled-${job}`);
  const landmarks: Landmark[][] = JSON.parse(
    python(
      'resample_ct.py',
      jobs.map(({ files, grid: { dims, spacing, origin, direction } }, i) => ({
        files,
        grid: { dims, spacing, origin, direction },
        out: out(i),
      })),
    ),
  );
  return landmarks.map((found, i) => ({ hu: floats(`${out(i)}.raw`), landmarks: found }));
}

function floats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

function python(script: string, input: unknown, ...args: readonly string[]): string {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return execFileSync(PYTHON, ['-B', '-W', 'ignore', path, ...args], {
    encoding: 'utf8',
    input: JSON.stringify(input),
  });
}
