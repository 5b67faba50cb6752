/**
 * The node writes space ahead for its packs while nothing arrives. A burst of images finds it (the usual case); one that is
 * longer than the reserve, or comes right after another, does not. Both are measured.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cambium, type CambiumOptions, cambium } from './cambium.js';
import { filesBelow } from './files-below.js';

/** Without a byte more in this time, it is full. */
const STILL_MS = 2_000;

/** @returns the node with so much reserve, waited for before anything is sent, and the node without any */
export function withAndWithoutReserve(options: CambiumOptions, megabytes: number): readonly Cambium[] {
  const filled = cambium({ ...options, name: 'Cambium', config: withReserve(options, megabytes) });
  const without = cambium({ ...options, name: 'Cambium, no reserve', config: withReserve(options, 0) });
  return [{ ...filled, start: (place) => startFilled(filled, place) }, without];
}

function withReserve({ config }: CambiumOptions, reserveMegabytes: number): CambiumOptions['config'] {
  return { ...config, storage: { ...config?.storage, reserveMegabytes } };
}

async function startFilled(node: Cambium, place: Parameters<Cambium['start']>[0]) {
  const running = await node.start(place);
  const reserve = join(place.folder, 'data/packs/.reserve');
  for (let before = -1, now = 0; now > before; ) {
    before = now;
    await sleep(STILL_MS);
    now = sizeOf(reserve);
  }
  return running;
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  // A file that is whole gets another name meanwhile.
  const sizes = filesBelow(folder).map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
