/** TID 4019 Algorithm Identification: the pack that gave a number, down to its digest. */
import type { Findings } from '../../analyze/findings.js';
import type { CodeTable } from '../codes.js';
import { type ContentItem, related, text } from './content-item.js';

export type Pack = Findings['packs'][number];

export function algorithmIdentification({ concepts }: CodeTable, pack: Pack): ContentItem[] {
  return related(
    'HAS CONCEPT MOD',
    text(concepts.algorithmName, pack.title),
    text(concepts.algorithmVersion, pack.version),
    text(concepts.algorithmParameters, `pack ${pack.id}, digest ${pack.digest}`),
  );
}
