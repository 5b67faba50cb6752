/** Our side of a round: files on disk → Volume → tiles, or the whole array. */
import { createFrameDecoder } from '../../../adapters/codecs/frame-decoder.js';
import { compilePlan } from '../../../service/analyze/prepare/compile-plan.js';
import { CutThreads } from '../../../service/analyze/prepare/cut-threads.js';
import { prepareTiles, prepareVolume } from '../../../service/analyze/prepare/prepare-volume.js';
import { buildVolume } from '../../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../../service/analyze/volume/read-stacks.js';
import type { Volume } from '../../../service/analyze/volume.js';
import type { SeriesOnDisk } from '../../interop/ct-folder.js';
import { TILES, WHOLE } from './preparations.js';

export type Wanted = 'tiles' | 'whole';

export interface CambiumRound {
  readonly seconds: number;
  /** Of it until the Volume was there. */
  readonly volumeSeconds: number;
  /** The whole array, if that was wanted. */
  readonly array?: Float32Array;
}

export class Cambium {
  readonly #decoder = createFrameDecoder();
  readonly #threads = new CutThreads();

  async round(series: SeriesOnDisk, wanted: Wanted): Promise<CambiumRound> {
    const start = performance.now();
    const volume = await this.#volumeOf(series);
    const volumeSeconds = (performance.now() - start) / 1000;
    const array =
      wanted === 'whole'
        ? (await prepareVolume(volume, WHOLE, { threads: this.#threads })).data
        : await this.#discardTiles(volume);
    return { seconds: (performance.now() - start) / 1000, volumeSeconds, array };
  }

  async close(): Promise<void> {
    await Promise.all([this.#decoder.close(), this.#threads.close()]);
  }

  async #volumeOf(series: SeriesOnDisk): Promise<Volume> {
    const [stack] = await readStacks(series, this.#decoder);
    return buildVolume(stack, this.#decoder);
  }

  async #discardTiles(volume: Volume): Promise<undefined> {
    for await (const { data } of prepareTiles(volume, compilePlan(TILES, volume), { threads: this.#threads })) {
      if (data.length === 0) throw new Error('A tile is empty.');
    }
  }
}
