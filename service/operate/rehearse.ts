/**
 * A rehearsal: regions, graphs and key slices of two small phantoms, which no one is told of. JavaScript is compiled while it
 * runs; without a rehearsal the first study of a process would pay for that, and on a quiet site every study is the first.
 */
import { keyImage } from '../analyze/key-image/key-image.js';
import { countLabels } from '../analyze/key-image/label-counts.js';
import { embedScan } from '../analyze/pack/embed-scan.js';
import type { OpenPack } from '../analyze/pack/open-pack.js';
import { findRegions } from '../analyze/regions/find-regions.js';
import { LABEL_SETS } from '../analyze/regions/labels.js';
import type { Beside } from '../analyze/regions/tasks.js';
import { chestPhantom } from './demo/phantom-chest.js';
import { headPhantom } from './demo/phantom-head.js';
import { phantomVolume } from './demo/phantom-volume.js';

/** Large enough for every loop to be worth compiling; takes about half a second. */
const SIZE = { matrix: 192, slices: 60 } as const;
/** A slice is chosen by a threshold, by what lies deep, and for want of the one by the other. */
const SUBJECTS = [
  { outline: LABEL_SETS.lungs.all, belowHu: -950 },
  { outline: LABEL_SETS.hyperdense.all, fallback: LABEL_SETS.nonAeratedLung.all },
];

export async function rehearse(packs: readonly OpenPack[], beside?: Beside): Promise<void> {
  for (const phantom of [chestPhantom(SIZE), headPhantom(SIZE)]) {
    const volume = phantomVolume(phantom);
    const { labels } = await findRegions(volume, { beside });
    const labelled = countLabels(volume, labels);
    for (const subject of SUBJECTS) keyImage(labelled, subject);
    const options = { voxelMl: 1, signal: new AbortController().signal };
    for (const { model, manifest } of packs)
      await embedScan(model, { dims: volume.dims, hu: volume.hu, labels }, { ...options, manifest });
  }
}
