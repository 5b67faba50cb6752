/**
 * TID 1600 Image Library: for each series that was used a group (TID 1602 at group level) with the images that the
 * report refers to. Every instance that was used is in the header's evidence sequence; repeating them here helps nobody.
 */
import type { CodeTable } from '../codes.js';
import type { ImageReference } from '../macros.js';
import { type ContentItem, code, container, image, related, uidref } from './content-item.js';

export interface LibraryGroup {
  readonly frameOfReferenceUid?: string;
  /** At least one. */
  readonly images: readonly ImageReference[];
}

export function imageLibrary({ concepts }: CodeTable, groups: readonly LibraryGroup[]): ContentItem[] {
  if (groups.length === 0) return [];
  const items = groups.map(({ frameOfReferenceUid, images }) =>
    container(concepts.imageLibraryGroup, [
      ...related('HAS ACQ CONTEXT', code(concepts.modality, concepts.computedTomography)),
      ...(frameOfReferenceUid
        ? related('HAS ACQ CONTEXT', uidref(concepts.frameOfReferenceUid, frameOfReferenceUid))
        : []),
      ...related('CONTAINS', ...images.map(image)),
    ]),
  );
  return related('CONTAINS', container(concepts.imageLibrary, related('CONTAINS', ...items)));
}
