/** The packs of a full registry on the disk, as far as a node looks at sealed ones: names of empty files. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packOf } from '../../../service/ports/instance-store.js';
import { benchStudy } from './bench-study.js';

/** Where those of a registry lie. */
export function packFilesBeside(registry: string): string {
  return join(dirname(registry), 'packs');
}

export function makePackFiles(registry: string, studies: number): void {
  for (let number = 0; number < studies; number++) {
    const [{ object }] = benchStudy(number);
    const path = join(packFilesBeside(registry), `${packOf(object.key)}.pack`);
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a'));
  }
}
