/**
 * A folder of DICOM files in; out, a line for every stack of every series: its geometry, and whether the packs would use it
 * and why. Decided exactly as in an analysis, but nothing is measured.
 */

import type { LoadedPack } from '../analyze/pack/loaded-pack.js';
import { decide, type StackDecision } from '../analyze/select/decide.js';
import { type Candidates, type ReadCandidatesParts, readCandidates } from '../analyze/select/read-candidates.js';
import type { StackOrientation } from '../analyze/volume/stack.js';
import { assembleStudy, type SelectionRules } from '../assemble/assemble-study.js';
import type { SeriesDecision } from '../assemble/assembly.js';
import type { Vector3 } from '../dicom/instance-header.js';
import type { SeriesInstanceUid, StudyInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import type { ProgressListener } from '../ports/study-worker.js';
import { looseFiles, looseInstance } from './loose-files.js';
import { type RefusedFile, readFolder } from './read-folder.js';

export interface ExplainParts extends Omit<ReadCandidatesParts, 'instances' | 'packs'> {
  readonly packs: readonly LoadedPack[];
  readonly selection: SelectionRules;
  readonly progress?: ProgressListener;
}

/** Absent geometry: the series never came to be looked at as slices. */
export interface ExplainedStack {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly seriesNumber?: number;
  /** From 1 within its series. */
  readonly stack?: number;
  /** What tells the stack from the others of its series. */
  readonly label?: string;
  /** Slices; instances where there is no stack. */
  readonly slices: number;
  readonly orientation?: StackOrientation;
  readonly spacingMm?: number;
  /** mm: between rows, between columns. */
  readonly pixelSpacing?: readonly [number, number];
  readonly tiltDegrees?: number;
  /** LPS places of missing slices, mm. */
  readonly missing?: readonly Vector3[];
  readonly repeated?: number;
  readonly used: boolean;
  readonly code?: ErrorCode;
  readonly sentence: string;
}

export interface ExplainedStudy {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly stacks: readonly ExplainedStack[];
}

export interface FolderExplanation {
  readonly studies: readonly ExplainedStudy[];
  readonly refused: readonly RefusedFile[];
}

/** @throws CambiumError `input.invalid` if the folder cannot be read or holds no file */
export async function explainFolder(folder: string, parts: ExplainParts): Promise<FolderExplanation> {
  const { studies, refused } = await readFolder(folder, looseInstance, parts.progress);
  const explained: ExplainedStudy[] = [];
  for (const [studyInstanceUid, instances] of studies) {
    const { decisions, candidates, leftOut } = await chooseInStudy(instances, parts);
    const stacks = [
      ...leftOut.map(withoutStack),
      ...candidates.refused.map(({ decision, refusal }) =>
        withoutStack({ ...decision, reason: refusal.reason, sentence: refusal.message.replace(/\.$/, '') }),
      ),
      ...decisions.map(withStack),
    ];
    explained.push({ studyInstanceUid, stacks: stacks.toSorted(bySeriesNumber) });
  }
  return { studies: explained, refused };
}

export interface StudyChoices {
  readonly decisions: readonly StackDecision[];
  readonly candidates: Candidates;
  /** Series that their headers alone rule out. */
  readonly leftOut: readonly SeriesDecision[];
}

/** What the packs would use of a study that lies in loose files. */
export async function chooseInStudy(
  instances: readonly ReceivedInstance[],
  { selection, ...parts }: ExplainParts,
): Promise<StudyChoices> {
  const assembly = assembleStudy(instances, selection);
  const candidates = await readCandidates({ assembly, instances }, { ...parts, instances: looseFiles });
  return {
    candidates,
    decisions: decide(candidates.stacks, parts.packs),
    leftOut: assembly.series.filter(({ used }) => !used),
  };
}

function withoutStack(decision: SeriesDecision): ExplainedStack {
  const { seriesInstanceUid, seriesNumber, instances, reason, sentence } = decision;
  return { seriesInstanceUid, seriesNumber, slices: instances, used: false, code: reason, sentence };
}

function withStack({ candidate, used, reason, sentence }: StackDecision): ExplainedStack {
  const { stack, seriesNumber } = candidate;
  const { slices, orientation, spacingMm, pixelSpacing, tiltDegrees, missing, repeated } = stack.facts;
  return {
    seriesInstanceUid: stack.seriesInstanceUid,
    seriesNumber,
    stack: stack.number,
    label: stack.label,
    ...{ slices, orientation, spacingMm, pixelSpacing, tiltDegrees, missing, repeated },
    used,
    code: reason,
    sentence,
  };
}

/** Stable: the stacks of a series stay in their order. */
function bySeriesNumber(a: ExplainedStack, b: ExplainedStack): number {
  return (a.seriesNumber ?? Number.MAX_SAFE_INTEGER) - (b.seriesNumber ?? Number.MAX_SAFE_INTEGER);
}
