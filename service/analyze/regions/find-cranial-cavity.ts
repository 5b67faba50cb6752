/**
 * The cranial cavity: in each slice what a nearly closed ring of bone encloses, if it is as large as a cavity and holds
 * tissue; then the largest pile of these. Below the foramen magnum no ring is that large, so the cavity cannot leak into
 * the neck. Bone is the only thing that draws the border: a bleed changes nothing.
 */
import { type Components, components, largest, paintComponents } from './components.js';
import { fillHoles } from './fill-holes.js';
import { elementMl, type Mask, type ReducedVolume } from './grid.js';
import { close, dilate, erode, open } from './morphology.js';

/** Above enhanced vessels and fresh blood, below the partial volume of thin bone. */
const BONE_HU = 180;
/** Closes gaps of the ring up to 12 mm: sutures, canals, thin bone of the skull base. */
const GAP_MM = 6;
/** A spinal canal has up to 7 cm², an orbit 10 cm², the posterior fossa at its lowest level 15 cm². */
const AREA_MM2 = 1200;
/** Mean of what is enclosed: brain and CSF, not a sinus, not fat, not marrow. */
const CONTENT_HU = { least: -10, most: 100 } as const;
/** Share of the outline that must be bone itself, not what the closing bridged. */
const BONY_SHARE = 0.75;
const CAVITY_ML = 300;
/** Off the bone: partial volume and blurring of its edge, and the hardened beam's bright rim. */
export const MARGIN_MM = 4;
