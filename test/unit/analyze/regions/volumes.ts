/** Volumes without files: a phantom's voxels, or any function of a point in mm; and ml of a label. */
import type { Regions } from '../../../../service/analyze/regions/labels.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Phantom } from '../../../../service/operate/demo/phantom.js';
import { phantomVolume } from '../../../../service/operate/demo/phantom-volume.js';

export const volumeOf = phantomVolume;

/** The phantom's volume with other HU wherever `change` gives a number; x to the left, y to posterior, z to superior, mm. */
export function changed(
  { dims, spacing, origin, hu }: Phantom,
  change: (x: number, y: number, z: number, hu: number) => number | undefined,
): Volume {
  const altered = new Int16Array(hu);
  const [nx, ny, nz] = dims;
  let at = 0;
  for (let z = 0; z < nz; z++) {
    const mmZ = origin[2] + z * spacing[2];
    for (let y = 0; y < ny; y++) {
      const mmY = origin[1] + y * spacing[1];
      for (let x = 0; x < nx; x++, at++) altered[at] = change(origin[0] + x * spacing[0], mmY, mmZ, hu[at]) ?? hu[at];
    }
  }
  return volumeOf({ dims, spacing, origin, hu: altered });
}

/** The planes from `from` up to `to`. */
export function slab(
  { dims: [nx, ny], spacing, origin, hu }: Parameters<typeof volumeOf>[0],
  from: number,
  to: number,
): Volume {
  return volumeOf({ dims: [nx, ny, to - from], spacing, origin, hu: hu.slice(from * nx * ny, to * nx * ny) });
}

export function mlOf({ spacing }: Volume, { labels }: Pick<Regions, 'labels'>, of: readonly number[]): number {
  const voxels = labels.reduce((count, label) => (of.includes(label) ? count + 1 : count), 0);
  return (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000;
}
