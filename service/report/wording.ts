/** A result in words, and what can be said of it: the same on the page and in the Structured Report. */
import type { AnalysedSeries, Findings, KeyImage, Result } from '../analyze/findings.js';
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

/** The decisions with what the analysis made of them: it chose among the candidates, and knows their pixels. */
export function seriesSelection(
  series: readonly SeriesDecision[],
  { series: analysed }: Pick<Findings, 'series'>,
): readonly SeriesDecision[] {
  return series.map((decision) => {
    const stacks = analysed.filter(({ seriesInstanceUid }) => seriesInstanceUid === decision.seriesInstanceUid);
    if (stacks.length === 0) return decision;
    const used = stacks.some(isUsed);
    return {
      ...decision,
      used,
      reason: used ? undefined : stacks[0].reason,
      sentence: stacks.length === 1 ? stackSentence(stacks[0], decision) : stacks.map(namedStack).join('; '),
    };
  });
}

/** Findings of earlier versions do not say it: what had no reason against it was used. */
function isUsed({ used, reason }: AnalysedSeries): boolean {
  return used ?? reason === undefined;
}

function stackSentence(stack: AnalysedSeries, { sentence }: Pick<SeriesDecision, 'sentence'>): string {
  if (stack.sentence !== undefined) return stack.sentence;
  return stack.reason ? `could not be measured: ${whyNot(stack)}` : sentence;
}

/** `phase 30 % used: 300 slices of 1.0 mm`; only where a series holds several stacks. */
function namedStack(stack: AnalysedSeries): string {
  return `${stack.label} ${isUsed(stack) ? 'used' : 'not used'}: ${stackSentence(stack, { sentence: '' })}`;
}

/** A measure that several series gave is told apart by its series. */
export function namedResults(results: readonly Result[], series: readonly SeriesDecision[]): readonly Result[] {
  return results.map((result) => {
    const alike = results.filter(({ pack, measure }) => pack === result.pack && measure === result.measure);
    const decision = series.find(({ seriesInstanceUid }) => seriesInstanceUid === result.seriesInstanceUid);
    return alike.length > 1 && decision ? { ...result, title: `${result.title}, ${seriesName(decision)}` } : result;
  });
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
