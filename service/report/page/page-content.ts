/** What the summary page says, before it is laid out. No patient attribute: a viewer lays those over from the header. */
import type { KeyImage, Result } from '../../analyze/findings.js';

export interface PageContent {
  readonly title: string;
  /** Date, time, and the revision where it is not the first. */
  readonly stamp: string;
  readonly results: readonly Result[];
  /** Most important first. */
  readonly keyImages: readonly PageKeyImage[];
  /** Small print, a paragraph each. */
  readonly footer: readonly string[];
}

export interface PageKeyImage extends KeyImage {
  /** Where to find the slice in the archive, a line each: series and image, then position. */
  readonly whereabouts: readonly string[];
  /** rows × columns HU. */
  readonly hu: Int16Array;
}
