/**
 * Whether contrast medium was given, from header and blood together. Of two statements that differ the safer counts: that
 * there is contrast medium. A header that is silent says nothing, and blood that is not seen neither.
 */
import type { BloodPool } from './find-blood-pool.js';

export type ContrastState = 'contrast' | 'non-contrast' | 'unknown';

export interface HeaderContrast {
  readonly state: ContrastState;
  /** As the header names it. */
  readonly agent?: string;
}

export interface ContrastPhase {
  readonly contrast: ContrastState;
  /** What it rests on, for people: `the header names a contrast agent (IOHEXOL)`. */
  readonly contrastBasis: string;
  /** Set if header and blood say different things. */
  readonly contrastDisagreement?: string;
}

/** @param blood undefined if it was not looked at, or not seen. */
export function contrastPhase(header: HeaderContrast, blood?: BloodPool): ContrastPhase {
  const told = headerWords(header);
  if (!blood) return { contrast: header.state, contrastBasis: told };
  const measured: ContrastState = blood.contrast ? 'contrast' : 'non-contrast';
  const seen = `blood measures ${blood.hu} HU`;
  if (header.state === 'unknown') return { contrast: measured, contrastBasis: seen };
  if (header.state === measured) return { contrast: measured, contrastBasis: `${told}, and ${seen}` };
  return {
    contrast: 'contrast',
    contrastBasis: blood.contrast ? seen : told,
    contrastDisagreement: `${told}, but ${seen}`,
  };
}

function headerWords({ state, agent }: HeaderContrast): string {
  if (agent !== undefined) return `the header names a contrast agent (${agent})`;
  return state === 'non-contrast'
    ? 'the header says that no contrast medium was given'
    : 'the header does not say whether contrast medium was given';
}
