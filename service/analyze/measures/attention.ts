/**
 * A site's attention thresholds. None by default: where a value begins to deserve attention is a clinical decision. A
 * threshold can only ask for attention; a value below it says nothing.
 */
import type { Config } from '../../config.js';
import { CambiumError } from '../../errors/registry.js';
import type { Result } from '../findings.js';
import type { Manifest } from '../pack/manifest.js';

type Thresholds = Config['analyze']['attention'];

/** What a measured value's result says of attention. */
export function attentionOf(
  measure: string,
  value: number,
  thresholds: Thresholds,
): Pick<Result, 'attention' | 'attentionThreshold'> {
  if (!Object.hasOwn(thresholds, measure)) return { attention: false };
  const attentionThreshold = thresholds[measure];
  return { attention: value >= attentionThreshold, attentionThreshold };
}

/**
 * A threshold under a misspelt name would never ask for attention, and nobody would notice.
 * @throws CambiumError `config.invalid`
 */
export function checkAttention(thresholds: Thresholds, manifests: readonly Manifest[]): void {
  const known = manifests.flatMap(({ measures }) => measures.map(({ id }) => id));
  const unknown = Object.keys(thresholds).filter((measure) => !known.includes(measure));
  if (unknown.length === 0) return;
  throw new CambiumError(
    'config.invalid',
    `analyze.attention: no measure is named ${unknown.join(', ')}; there are ${known.join(', ')}.`,
  );
}
