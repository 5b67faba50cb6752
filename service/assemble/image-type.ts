/**
 * What Image Type (0008,0008) tells of an image (PS3.3 §C.7.6.1.1.2, §C.8.2.1.1.1). Makers write their own words from the
 * third value on, so words are looked for in any of these. DERIVED alone says little: anonymised, converted and
 * decompressed originals carry it too.
 */
import type { InstanceHeader } from '../dicom/instance-header.js';

/** Words for images that are computed from slices and no longer the slices the scanner reconstructed. */
const DERIVED_VIEWS: ReadonlySet<string> = new Set([
  ...['MPR', 'CPR', 'REFORMATTED', 'REFORMAT', 'MIP', 'MINIP', 'MAX_IP', 'MIN_IP', 'PROJECTION', 'AVERAGE', 'MEAN'],
  ...['VRT', 'VR', 'VOLREN', 'RENDERED', 'SSD', '3D', 'SUBTRACTION', 'SUBTRACT', 'FUSED', 'FUSION'],
  ...['PERFUSION', 'RCBF', 'RCBV', 'CBF', 'CBV', 'MTT', 'TTP', 'TMAX'],
]);

/** A reformat or a projection, a rendering, a parameter map. An original is never one, whatever its further values say. */
export function isDerivedView({ imageType }: InstanceHeader): boolean {
  const [origin, use, ...further] = imageType;
  if (origin !== 'DERIVED' && use !== 'SECONDARY') return false;
  return further.some((value) => value.split(/[\s-]+/).some((word) => DERIVED_VIEWS.has(word)));
}

export function isScreenSave({ imageType }: InstanceHeader): boolean {
  return imageType.some((value) => /^SCREEN[ _]?(SAVE|SHOT|CAPTURE)$/.test(value));
}

/** Philips and others name the dose sheet here: DERIVED, SECONDARY, DOSE_INFO. */
export function isDoseSheet({ imageType }: InstanceHeader): boolean {
  return imageType.includes('DOSE_INFO');
}
