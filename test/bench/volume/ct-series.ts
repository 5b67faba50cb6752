/** A CT series on disk: axial, 512 × 512, 0.7 × 0.7 × 1.0 mm, in a transfer syntax. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataSetBytes, part10Bytes } from '../../support/data-sets.js';
import { ctElements, sopInstanceUid } from '../ingest/ct-elements.js';
import { slicePixels } from '../ingest/pixels.js';
import type { Syntax } from '../ingest/syntaxes.js';

const TAG = {
  sliceThickness: 0x00180050,
  position: 0x00200032,
  pixelSpacing: 0x00280030,
  pixelData: 0x7fe00010,
} as const;
/** Noise takes longer to make than to read. */
const DISTINCT_SLICES = 16;

export function writeSeries(folder: string, slices: number, { encoder }: Syntax): string {
  mkdirSync(folder);
  const planes = Array.from({ length: DISTINCT_SLICES }, (_, seed) => slicePixels(seed));
  for (let number = 1; number <= slices; number++) {
    const changed: Readonly<Record<number, string>> = {
      [TAG.sliceThickness]: '1.0',
      [TAG.position]: `-179.2\\-179.2\\${number.toFixed(1)}`,
      [TAG.pixelSpacing]: '0.7\\0.7',
    };
    const slice = { root: '1.2.3.4.5', number };
    const elements = ctElements(slice).map((element) => ({ ...element, value: changed[element.tag] ?? element.value }));
    const pixels = { tag: TAG.pixelData, vr: 'OW', value: planes[number % DISTINCT_SLICES] };
    const file = join(folder, `${String(number).padStart(5, '0')}.dcm`);
    writeFileSync(file, part10Bytes(dataSetBytes([...elements, pixels]), { sopInstanceUid: sopInstanceUid(slice) }));
    if (encoder) encode(file, encoder);
  }
  return folder;
}

function encode(file: string, [command, ...options]: readonly [string, ...string[]]): void {
  const { status, stderr, error } = spawnSync(command, [...options, file, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr ?? error?.message}`);
}
