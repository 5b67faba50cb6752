/**
 * The Qualitative Evaluations of TID 1500: what holds for the study and not for an outline. What was not analysed and why,
 * whether a site's threshold was reached, which series were used, what the numbers rest on, and what they are not for.
 */
import type { Findings, Result } from '../../analyze/findings.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import { type CodeTable, type ConceptName, measureCodes } from '../codes.js';
import {
  attentionSentence,
  hasValue,
  isWithoutResult,
  keyImageOf,
  NOT_FOR_DIAGNOSTIC_USE,
  seriesName,
  seriesSelection,
  whyNot,
} from '../wording.js';
import { type ContentItem, code, container, related, text } from './content-item.js';

export interface Evaluated {
  readonly revision: StudyRevision;
  readonly findings: Findings;
}

/** How a state that is no number is coded; a measured result is coded by its number. */
const STATE_CONCEPTS = {
  suspected: 'suspected',
  'not-suspected': 'notSuspected',
  uncertain: 'uncertain',
  measured: undefined,
  'not-analysed': 'notAttempted',
  error: 'failed',
} as const satisfies Record<Result['state'], ConceptName | undefined>;

export function qualitativeEvaluations(codes: CodeTable, { revision, findings }: Evaluated): ContentItem[] {
  const { concepts } = codes;
  const { packs, results } = findings;
  const items = [
    text(concepts.intendedUse, NOT_FOR_DIAGNOSTIC_USE),
    ...results.flatMap((result) => evaluation(codes, result, keyImageOf(findings, result) !== undefined)),
    ...seriesSelection(revision.assembly.series, findings).map((decision) =>
      text(
        concepts.seriesSelection,
        `${seriesName(decision)} ${decision.used ? 'used' : 'not used'}: ${decision.sentence}`,
      ),
    ),
    ...packs.map(({ id, version, digest }) => text(concepts.modelPack, `${id} ${version}, digest ${digest}`)),
    text(concepts.studyRevision, String(revision.revision)),
  ];
  return related('CONTAINS', container(concepts.qualitativeEvaluations, related('CONTAINS', ...items)));
}

function evaluation(codes: CodeTable, result: Result, hasImage: boolean): ContentItem[] {
  const name = `${result.title}: `;
  return [
    ...state(codes, result),
    ...attention(codes, result),
    // A number has its group only if there is an image to draw it on.
    ...(hasValue(result) && !hasImage ? [text(codes.concepts.comment, `${name}${result.value} ${result.unit}`)] : []),
    ...[result.reference, result.note].flatMap((words) => (words ? [text(codes.concepts.comment, name + words)] : [])),
  ];
}

function state(codes: CodeTable, result: Result): ContentItem[] {
  const { concepts } = codes;
  const coded = STATE_CONCEPTS[result.state];
  if (!coded) return [];
  const { concept, evaluation: named = concept } = measureCodes(codes, result);
  const evaluated = code(named, concepts[coded]);
  if (!isWithoutResult(result)) return [evaluated];
  const words = result.state === 'error' ? 'failed' : 'not analysed';
  const reason = result.reason ? `${result.reason}: ` : '';
  return [evaluated, text(concepts.comment, `${result.title}: ${words} (${reason}${whyNot(result)})`)];
}

function attention({ concepts }: CodeTable, result: Result): ContentItem[] {
  const sentence = attentionSentence(result);
  if (!sentence) return [];
  return [
    code(concepts.attentionThreshold, result.attention ? concepts.thresholdReached : concepts.thresholdNotReached),
    text(concepts.comment, `${result.title}: ${sentence}`),
  ];
}
