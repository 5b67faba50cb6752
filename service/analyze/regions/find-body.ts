/** The body: the largest piece of tissue, without table, clothing and headrest, and with the air it encloses in each slice. */
import { components, largest, paintComponents } from './components.js';
import { fillHoles } from './fill-holes.js';
import type { Mask, ReducedVolume } from './grid.js';
import { dilate, erode } from './morphology.js';

/** Between air and fat (-100 HU), with room for lung that touches the skin's partial volume. */
const TISSUE_HU = -500;
/** Half of what a table's plate or a blanket may be thick. */
const DETACH_MM = 3;
/** Gives the body back what the detaching took, and the skin's partial volume. */
const RESTORE_MM = 5;

export function findBody(reduced: ReducedVolume): Mask {
  const tissue = new Uint8Array(reduced.hu.length);
  for (let i = 0; i < tissue.length; i++) tissue[i] = reduced.hu[i] > TISSUE_HU ? 1 : 0;
  const pieces = components(erode(tissue, reduced, { mm: DETACH_MM, extent: 'planar' }), reduced, 'spatial');
  const trunk = largest(pieces);
  const body = dilate(
    paintComponents(pieces, reduced, (piece) => piece === trunk),
    reduced,
    { mm: RESTORE_MM, extent: 'planar' },
  );
  for (let i = 0; i < body.length; i++) body[i] &= tissue[i];
  return fillHoles(body, reduced);
}
