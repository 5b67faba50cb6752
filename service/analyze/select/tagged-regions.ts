/**
 * The regions that a header names: Body Part Examined (0018,0015) where it is filled, else Series Description. Both come from
 * the protocol that was selected, often for another part of the body than was scanned: pixels go before them.
 */
import type { InstanceHeader } from '../../dicom/instance-header.js';
import { BODY_REGIONS, type BodyRegion } from './body-region.js';

/** Words of PS3.16 Annex L and those that sites write, in upper case. Composite terms (CHESTABDPELVIS) hold several. */
const WORDS: Readonly<Record<BodyRegion, RegExp>> = {
  pelvis: /PELV|\bPEL\b|\bHIPS?\b|PROSTATE|BLADDER|SACRUM|SSPINE|BECKEN|\b[CT]AP\b/,
  abdomen: /ABD|\bAB\b|LIVER|KIDNEY|RENAL|PANCREAS|SPLEEN|LSPINE|BAUCH|OBERBAUCH|\b[CT]AP\b/,
  chest: /CHEST|\bCH\b|THORA|LUNG|HEART|CARDIAC|CORONAR|PULMON|STERNUM|TSPINE|MEDIASTIN|\b[CT]AP\b/,
  neck: /NECK|CSPINE|CERVICAL|LARYNX|PHARYNX|THYROID|\bHALS\b/,
  head: /HEAD|BRAIN|SKULL|CRANI|SINUS|ORBIT|FACE|\bIAC\b|TEMPORAL|KOPF|SCHAEDEL|SCHÄDEL/,
};

export interface TaggedRegions {
  /** Empty if the header names none. */
  readonly regions: readonly BodyRegion[];
  /** As it stands in the header: `CHEST`. */
  readonly words: string;
}

export function taggedRegions({
  bodyPartExamined,
  seriesDescription,
}: Pick<InstanceHeader, 'bodyPartExamined' | 'seriesDescription'>): TaggedRegions {
  for (const words of [bodyPartExamined, seriesDescription]) {
    const regions = BODY_REGIONS.filter((region) => WORDS[region].test(words?.toUpperCase() ?? ''));
    if (regions.length > 0) return { regions, words: words?.trim() ?? '' };
  }
  return { regions: [], words: '' };
}
