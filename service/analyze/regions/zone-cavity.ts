/** The cranial cavity that was found onto the zone map, by halves. Without a closed skull of at least `CAVITY_ML` the map stays as it is. */
import { measureCoverage } from './coverage.js';
import type { CranialCavity } from './find-cranial-cavity.js';
import { elementMl, type ReducedVolume } from './grid.js';
import type { RegionContent } from './labels.js';
import { absent, cutEnds } from './region-content.js';
import { findMidplane, isLeftOf } from './split-hemispheres.js';
import { ZONES } from './zones.js';

const CAVITY_ML = 300;
/** Foramen magnum to vertex, in an adult. */
const CAVITY_HEIGHT_MM = 130;

export function zoneCavity(reduced: ReducedVolume, found: CranialCavity | undefined, zones: Uint8Array): RegionContent {
  if (!found) return absent('no closed ring of skull bone');
  const { cavity, inner } = found;
  let count = 0;
  for (let i = 0; i < cavity.length; i++) count += cavity[i];
  const ml = count * elementMl(reduced);
  if (ml < CAVITY_ML)
    return absent(`bone encloses ${Math.round(ml)} ml: less than ${CAVITY_ML} ml are no cranial cavity`);
  const [nx, ny] = reduced.dims;
  const midplane = findMidplane(cavity, reduced);
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === 0) continue;
    const left = isLeftOf(midplane, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    zones[i] = left ? ZONES.cavityLeft : ZONES.cavityRight;
  }
  const { coverage, complete } = measureCoverage(cavity, reduced, CAVITY_HEIGHT_MM);
  return {
    present: true,
    coverage,
    complete,
    volumeMl: ml,
    detail: `${Math.round(ml)} ml of cranial cavity, ${cutEnds(complete)}`,
  };
}
