/**
 * A folder of DICOM files in; one stack of it out as a NIfTI file, to be looked at in any viewer: in HU on its own grid, or,
 * given an encoder's preparation, as that encoder would see it.
 */
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CutThreads } from '../analyze/prepare/cut-threads.js';
import type { Coverage } from '../analyze/prepare/plan.js';
import { prepareVolume } from '../analyze/prepare/prepare-volume.js';
import type { Preparation } from '../analyze/prepare/steps.js';
import { type Candidate, nameOf } from '../analyze/select/candidate.js';
import { buildVolume } from '../analyze/volume/build-volume.js';
import type { Volume } from '../analyze/volume.js';
import { CambiumError } from '../errors/registry.js';
import { chooseInStudy, type ExplainParts } from './explain-folder.js';
import { looseInstance } from './loose-files.js';
import { encodeNifti, type NiftiImage } from './nifti.js';
import { readFolder } from './read-folder.js';

export interface VolumeFileOptions {
  readonly folder: string;
  /** Compressed if its name ends with `.gz`. */
  readonly nifti: string;
  /** Series Number; absent: what the packs would use. */
  readonly series?: number;
  /** Number of the stack in its series. */
  readonly stack?: number;
  readonly preparation?: Preparation;
}

export interface VolumeFile {
  /** `series 3, phase 30 %` */
  readonly stack: string;
  /** Of the file, along its first, second and third axis. */
  readonly dims: readonly [number, number, number];
  readonly spacing: readonly [number, number, number];
  /** Of a prepared volume: what the encoder sees of the scan. */
  readonly coverage?: Coverage;
  readonly file: string;
}

/** @throws CambiumError `input.invalid` if not exactly one stack is meant; as buildVolume; `pack.invalid` for the steps */
export async function writeVolumeFile(options: VolumeFileOptions, parts: ExplainParts): Promise<VolumeFile> {
  const { folder, nifti: file, preparation } = options;
  const chosen = await chooseOne(folder, options, parts);
  const volume = await buildVolume(chosen.stack, parts.decoder, { progress: parts.progress });
  const { image, coverage } = preparation ? await prepared(volume, preparation) : { image: asItIs(volume) };
  const bytes = encodeNifti(image);
  await writeFile(file, file.endsWith('.gz') ? await promisify(gzip)(bytes) : bytes);
  return { stack: nameOf(chosen), dims: image.dims, spacing: image.spacing, ...(coverage && { coverage }), file };
}

async function chooseOne(
  folder: string,
  { series, stack }: Pick<VolumeFileOptions, 'series' | 'stack'>,
  parts: ExplainParts,
): Promise<Candidate> {
  const { studies } = await readFolder(folder, looseInstance, parts.progress);
  const decisions = [];
  for (const instances of studies.values()) decisions.push(...(await chooseInStudy(instances, parts)).decisions);
  const named = decisions.filter(
    ({ candidate }) =>
      (series === undefined || candidate.seriesNumber === series) &&
      (stack === undefined || candidate.stack.number === stack),
  );
  const isNamed = series !== undefined || stack !== undefined;
  const meant = isNamed ? named : decisions.filter(({ used }) => used);
  if (meant.length === 1) return meant[0].candidate;
  const there = decisions.map(({ candidate }) => `${nameOf(candidate)} (stack ${candidate.stack.number})`).join('; ');
  throw new CambiumError(
    'input.invalid',
    decisions.length === 0
      ? 'The folder holds no stack of CT slices: `cambium analyze --explain` says why.'
      : `${meant.length} stacks are meant: name one by --series and --stack. There are: ${there}.`,
  );
}

function asItIs({ dims, spacing, origin, direction, hu, exactHu }: Volume): NiftiImage {
  return { dims, spacing, origin, direction, voxels: exactHu ?? hu, description: 'cambium: HU' };
}

/** The encoder's array runs slowest axis first, a NIfTI file fastest first. */
async function prepared(volume: Volume, preparation: Preparation) {
  const threads = new CutThreads();
  const { plan, channels, data } = await prepareVolume(volume, preparation, { threads }).finally(() => threads.close());
  if (channels !== 1)
    throw new CambiumError('input.invalid', `The steps give ${channels} channels; a NIfTI file shows one.`);
  const { dims, spacing, origin, direction } = plan.grid;
  const image: NiftiImage = {
    dims: [dims[2], dims[1], dims[0]],
    spacing: [spacing[2], spacing[1], spacing[0]],
    origin,
    direction: [direction[2], direction[1], direction[0]],
    voxels: data,
    description: 'cambium: prepared for an encoder',
  };
  return { image, coverage: plan.coverage };
}
