/**
 * The decoding benchmark: milliseconds a slice for each transfer syntax, on one thread and on two, beside SimpleITK reading
 * the same slices from disk. Slices are those of the ingest benchmark, compressed by dcmtk, GDCM and OpenJPH.
 *
 *   npm run bench:decode -- [--slices 40] [--rounds 7] [--write]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import type { FrameDecoder } from '../../service/ports/frame-decoder.js';
import { type CtFrame, readCtFrame } from '../contract/ct-frames.js';
import { encodeHtj2k } from '../contract/wasm-encoders.js';
import { hasPeer, PYTHON } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import { writeBetweenMarkers } from './ingest/document.js';
import { type ImageSet, Images } from './ingest/images.js';
import { describeHardware } from './ingest/machine.js';
import { median } from './ingest/statistics.js';
import { SYNTAXES } from './ingest/syntaxes.js';
import { fixed, markdownTable } from './ingest/table.js';

const { values: options } = parseArgs({
  options: {
    slices: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
  },
});
const slices = Number(options.slices);
const rounds = Number(options.rounds);

const OURS = 'ours';
/** Whose codec decodes it. */
const CODECS: Readonly<Record<string, string>> = {
  'RLE Lossless': OURS,
  'JPEG Lossless': OURS,
  'JPEG-LS': 'CharLS',
  'JPEG 2000': 'OpenJPEG',
  HTJ2K: 'OpenJPH',
};
const ABSENT = '–';
const ms = fixed(2);

interface Oracle {
  readonly version: string;
  readonly milliseconds: readonly number[];
}

interface Subject {
  readonly name: string;
  readonly frames: readonly CtFrame[];
  /** Only if SimpleITK reads the syntax. */
  readonly files?: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'cambium-decode-'));
const decoders = [1, 2].map((threads) => createFrameDecoder({ threads }));
try {
  const document = await measured();
  console.log(document);
  if (options.write) writeBetweenMarkers(projectPath('docs/performance.md'), 'decode', document);
} finally {
  await Promise.all(decoders.map((decoder) => decoder.close()));
  rmSync(folder, { recursive: true });
}

async function measured(): Promise<string> {
  const images = new Images(folder);
  const sets = SYNTAXES.map((syntax) => images.make(slices, syntax));
  const uncompressed = sets.find(({ syntax }) => !syntax.encoder);
  const base = uncompressed && simpleItk(uncompressed.files);
  const rows: string[][] = [];
  for (const subject of subjects(sets)) rows.push(await row(subject));
  const titles = [
    'transfer syntax',
    'codec',
    'kB a slice',
    '1 thread, ms',
    '2 threads, ms',
    'SimpleITK reads a file, ms',
  ];
  const versions = [
    `Node ${process.versions.node}`,
    ...codecVersions(),
    ...(base ? [`SimpleITK ${base.version}`] : []),
  ];
  const peer = base ? `SimpleITK takes ${ms(median(base.milliseconds))} ms to read one uncompressed. ` : '';
  return [
    `${describeHardware()}; ${versions.join(', ')}.`,
    `${slices} slices of 512 × 512, 16 bits allocated; medians of ${rounds} rounds. Ours from a compressed frame in memory ` +
      `to its pixels on the calling thread, ways to and from the other threads included. ${peer}`,
    markdownTable(titles, rows),
  ].join('\n\n');
}

/** Of the packages, which carry the codecs. */
function codecVersions(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8'));
  return ['codec-charls', 'codec-openjpeg', 'codec-openjph'].map(
    (name) => `${name} ${dependencies[`@cornerstonejs/${name}`]}`,
  );
}

function subjects(sets: readonly ImageSet[]): readonly Subject[] {
  const compressed = sets
    .filter(({ syntax }) => syntax.encoder)
    .map(({ syntax, files }) => ({ name: syntax.name, files, frames: files.map(readCtFrame) }));
  const plain = sets.find(({ syntax }) => !syntax.encoder)?.files.map(readCtFrame) ?? [];
  return [...compressed, { name: 'HTJ2K', frames: plain.map(asHtj2k) }];
}

function asHtj2k({ bytes, format }: CtFrame): CtFrame {
  const samples = Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
  const encoded = encodeHtj2k({ ...format, samples }, { precision: format.bitsStored, signed: format.signed });
  return { transferSyntaxUid: '1.2.840.10008.1.2.4.201', format, bytes: Buffer.from(encoded) };
}

async function row({ name, frames, files }: Subject): Promise<string[]> {
  for (const decoder of decoders) await millisecondsASlice(decoder, frames);
  const taken: number[][] = decoders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, decoder] of decoders.entries()) taken[i].push(await millisecondsASlice(decoder, frames));
  }
  const theirs = files && simpleItk(files);
  const kilobytes = frames.reduce((sum, { bytes }) => sum + bytes.length, 0) / frames.length / 1000;
  return [
    name,
    CODECS[name] ?? ABSENT,
    kilobytes.toFixed(0),
    ...taken.map((values) => ms(median(values))),
    theirs ? ms(median(theirs.milliseconds)) : ABSENT,
  ];
}

async function millisecondsASlice(decoder: FrameDecoder, frames: readonly CtFrame[]): Promise<number> {
  const started = performance.now();
  await Promise.all(
    frames.map(({ transferSyntaxUid, bytes, format }) => decoder.decode(transferSyntaxUid, bytes, format)),
  );
  return (performance.now() - started) / frames.length;
}

function simpleItk(files: readonly string[]): Oracle | undefined {
  if (!hasPeer('simpleitk')) return undefined;
  const script = projectPath('test/bench/read_with_simpleitk.py');
  return JSON.parse(execFileSync(PYTHON, [script, String(rounds), ...files], { encoding: 'utf8' }));
}
