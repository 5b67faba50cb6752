/** A result in words, and what can be said of it: the same on the page and in the Structured Report. */
import type { Findings, KeyImage, Result } from '../analyze/findings.js';
import type { SeriesDecision } from '../assemble/assembly.js';
import { errorEntry } from '../errors/registry.js';

export const NOT_FOR_DIAGNOSTIC_USE = 'NOT FOR DIAGNOSTIC USE';
export const DOCTOR_DECIDES = 'Software measures, the doctor decides. No measure excludes disease.';

/** Digits a reader can use: three, or all before the point. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  return value.toFixed(magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0);
}

/** Coverage never rounds up to all. */
export function formatShare(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** Why there is no value, as a sentence for people. */
export function whyNot({ message, reason }: Pick<Result, 'message' | 'reason'>): string {
  const sentence = message || (reason ? errorEntry(reason).summary : 'no reason was given');
  return sentence.replace(/\.$/, '');
}

export function attentionSentence({ attention, attentionThreshold, unit }: Result): string | undefined {
  if (attentionThreshold === undefined) return undefined;
  return `site threshold ${attentionThreshold} ${unit ?? ''}`.trimEnd() + (attention ? ' reached' : ' not reached');
}

/** `series 3`; the UID only where a series has no number. */
export function seriesName({ seriesNumber, seriesInstanceUid }: SeriesDecision): string {
  return `series ${seriesNumber ?? seriesInstanceUid}`;
}

/** `sha256:` and twelve digits: enough to tell one pack from another on a page. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

export function hasValue(result: Result): result is Result & { readonly value: number; readonly unit: string } {
  return result.value !== undefined && result.unit !== undefined && !isWithoutResult(result);
}

export function isWithoutResult({ state }: Result): boolean {
  return state === 'not-analysed' || state === 'error';
}

export function keyImageOf({ keyImages }: Findings, { keyImage }: Result): KeyImage | undefined {
  return keyImages.find(({ id }) => id === keyImage);
}
