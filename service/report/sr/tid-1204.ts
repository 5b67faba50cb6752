/** TID 1204 Language of Content Item and Descendants. */
import type { CodeTable } from '../codes.js';
import { type ContentItem, code, related } from './content-item.js';

export function language({ concepts }: CodeTable): ContentItem[] {
  return related('HAS CONCEPT MOD', code(concepts.language, concepts.englishUnitedStates));
}
