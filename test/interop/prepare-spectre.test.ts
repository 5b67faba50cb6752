import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { gridOfTiles } from '../../service/analyze/prepare/region.js';
import type { PreparationInput } from '../../service/analyze/prepare/steps.js';
import type { Volume } from '../../service/analyze/volume.js';
import { PYTHON, withPeer } from '../support/peers.js';
import { randomNumbers } from '../support/random-numbers.js';
import { planFor, tilesOf, volumeOf } from '../unit/analyze/prepare/volumes.js';

const SPECTRE_TILES = fileURLToPath(new URL('spectre_tiles.py', import.meta.url));

type Vector = readonly [number, number, number];

interface Case {
  readonly dims: Vector;
  readonly cropSize: Vector;
  readonly resampleTo?: Vector;
  readonly direction?: Volume['direction'];
}

const TURN = 0.2;
const OBLIQUE = [
  [1, 0, 0],
  [0, Math.cos(TURN), Math.sin(TURN)],
  [0, -Math.sin(TURN), Math.cos(TURN)],
] as const;

const NATIVE = {
  'whole multiples': { dims: [32, 48, 16], cropSize: [16, 16, 8] },
  'even and odd rests': { dims: [39, 50, 21], cropSize: [16, 16, 8] },
  'odd crops of even lengths': { dims: [40, 40, 40], cropSize: [9, 7, 5] },
  'axes shorter than a crop': { dims: [20, 33, 5], cropSize: [16, 38, 8] },
  'the crops of the published model': { dims: [150, 130, 70], cropSize: [128, 128, 64] },
} as const satisfies Record<string, Case>;

const RESAMPLED = {
  'by the last bit, along the axes of the patient': {
    dims: [60, 52, 30],
    cropSize: [16, 16, 8],
    resampleTo: [0.75, 0.75, 1.5],
    within: 2 ** -23,
  },
  // The affine in the NIfTI file is rounded, so is the distance of its voxels: a millionth of a voxel in a jump of 1.
  'by two millionths, tilted': {
    dims: [60, 52, 30],
    cropSize: [16, 16, 8],
    resampleTo: [0.75, 0.75, 1.5],
    direction: OBLIQUE,
    within: 2e-6,
  },
} as const satisfies Record<string, Case & { within: number }>;

interface Tiles {
  readonly grid: readonly number[];
  readonly values: Float32Array;
}

/** All cases in one process: importing PyTorch takes seconds. */
function spectreTiles(cases: Readonly<Record<string, Case>>): ReadonlyMap<string, Tiles> {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-spectre-'));
  try {
    const requests = Object.values(cases).map((wanted, index) => {
      const { hu, dims, spacing, origin, direction } = volumeFor(wanted);
      const [file, out] = [join(folder, `${index}.hu`), join(folder, `${index}.crops`)];
      writeFileSync(file, hu);
      const { cropSize, resampleTo = null } = wanted;
      return { hu: file, dims, spacing, origin, direction, cropSize, resampleTo, out };
    });
    const grids: number[][] = JSON.parse(
      execFileSync(PYTHON, [SPECTRE_TILES], { input: JSON.stringify(requests), encoding: 'utf8' }),
    );
    return new Map(
      Object.keys(cases).map((name, index) => {
        const values = new Float32Array(Uint8Array.from(readFileSync(requests[index].out)).buffer);
        return [name, { grid: grids[index], values }];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Numbers from beyond the window on both sides, so that clipping before and after resampling differ. */
function volumeFor({ dims, direction }: Case): Volume {
  const random = randomNumbers(5);
  const hu = () => Math.floor(random() * 4000) - 1500;
  // NIfTI, by which the authors' code reads it, keeps affines as float32.
  const spacing = [Math.fround(0.7), Math.fround(0.71), 1] as const;
  return volumeOf({ dims, direction, hu, spacing, origin: [-30.5, 12, 101] });
}

function ourTiles(wanted: Case): Tiles {
  const volume = volumeFor(wanted);
  const plan = planFor(volume, steps(wanted));
  return {
    grid: gridOfTiles(plan.tiles),
    values: Float32Array.from(tilesOf(volume, plan).flatMap((tile) => [...tile])),
  };
}

function bytesOf(tiles: Tiles | undefined): Buffer {
  return Buffer.from(tiles?.values.buffer ?? new ArrayBuffer());
}

function steps({ cropSize: [x, y, z], resampleTo }: Case): PreparationInput {
  return {
    orientation: 'RAS',
    axisOrder: ['x', 'y', 'z'],
    steps: [
      { op: 'rescale_hu' },
      { op: 'clip_scale', in: [-1000, 1000], out: [0, 1] },
      { op: 'resample', spacing: resampleTo ? [...resampleTo] : 'native', kernel: 'linear', align: 'monai' },
      { op: 'fit', multipleOf: [x, y, z], mode: 'pad_crop', padValue: 0 },
      { op: 'tile', size: [x, y, z], edge: 0 },
    ],
  };
}

withPeer(['torch', 'monai', 'spectre'], 'tiles of a volume, beside those of SPECTRE’s own code', () => {
  let theirs: ReadonlyMap<string, Tiles> = new Map();
  beforeAll(() => {
    theirs = spectreTiles({ ...NATIVE, ...RESAMPLED });
  });

  it.each(Object.entries<Case>(NATIVE))('are equal bit by bit and in the same order: %s', (name, wanted) => {
    const ours = ourTiles(wanted);
    expect(ours.grid).toEqual(theirs.get(name)?.grid);
    expect(bytesOf(ours).equals(bytesOf(theirs.get(name)))).toBe(true);
  });

  it.each(Object.entries(RESAMPLED))('differ at most after resampling %s', (name, wanted) => {
    const ours = ourTiles(wanted);
    const { grid, values } = theirs.get(name) ?? { grid: [], values: new Float32Array() };
    expect(ours.grid).toEqual(grid);
    expect(ours.values.length).toBe(values.length);
    const apart = ours.values.map((value, i) => Math.abs(value - values[i]));
    expect(apart.reduce((most, one) => Math.max(most, one))).toBeLessThanOrEqual(wanted.within);
  });
});
