/**
 * TID 1410 Planar ROI Measurements and Qualitative Evaluations: one measured result, with the outline that its key image
 * shows. The outline stands in the group, where readers look for the region, and again under each number (TID 320), where
 * OHIF looks when it makes annotations from a report.
 */
import type { KeyImage, Result } from '../../analyze/findings.js';
import { type CodeTable, measureCodes, unitCode } from '../codes.js';
import { type ContentItem, code, container, num, related, scoord, text, uidref } from './content-item.js';
import { algorithmIdentification, type Pack } from './tid-4019.js';

export interface MeasuredResult {
  readonly result: Result & { readonly value: number; readonly unit: string };
  readonly keyImage: KeyImage;
  readonly pack: Pack | undefined;
  readonly trackingUid: string;
}

export function measurementGroup(
  codes: CodeTable,
  { result, keyImage, pack, trackingUid }: MeasuredResult,
): ContentItem {
  const { concepts } = codes;
  const { concept, finding, site, method } = measureCodes(codes, result);
  const [outline] = keyImage.outlines;
  const inferredFrom = related('INFERRED FROM', scoord(concepts.sourceOfMeasurement, outline, keyImage));
  return container(concepts.measurementGroup, [
    ...related(
      'HAS OBS CONTEXT',
      text(concepts.trackingIdentifier, result.title),
      uidref(concepts.trackingUniqueIdentifier, trackingUid),
    ),
    ...(finding ? related('CONTAINS', code(concepts.finding, finding)) : []),
    ...(site ? related('HAS CONCEPT MOD', code(concepts.findingSite, site)) : []),
    ...related('CONTAINS', scoord(concepts.imageRegion, outline, keyImage)),
    ...related(
      'CONTAINS',
      num(concept, { value: result.value, unit: unitCode(codes, result.unit) }, [
        ...(method ? related('HAS CONCEPT MOD', code(concepts.measurementMethod, method)) : []),
        ...inferredFrom,
        ...(pack ? algorithmIdentification(codes, pack) : []),
      ]),
      ...coverage(codes, result, inferredFrom),
    ),
  ]);
}

function coverage(codes: CodeTable, { coverage: share }: Result, inferredFrom: readonly ContentItem[]): ContentItem[] {
  if (share === undefined) return [];
  return [num(codes.concepts.coverage, { value: share * 100, unit: unitCode(codes, '%') }, inferredFrom)];
}
