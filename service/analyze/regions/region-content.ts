/** Sentences and records that say what is known of a region. */
import type { RegionContent } from './labels.js';

export function absent(detail: string): RegionContent {
  return { present: false, coverage: 0, complete: { inferior: false, superior: false }, volumeMl: 0, detail };
}

/** `whole in the field of view`, or where it is cut. */
export function cutEnds({ inferior, superior }: RegionContent['complete']): string {
  if (inferior && superior) return 'whole between the first and the last slice';
  if (inferior) return 'cut at the upper end of the volume';
  return superior ? 'cut at the lower end of the volume' : 'cut at both ends of the volume';
}
