/**
 * The series that assembly left, as candidates: their stacks from all headers, and what each shows from a preview. What
 * is unsuitable about a series or a stack becomes its refusal; only what is no property of the series is thrown.
 */
import type { SeriesDecision } from '../../assemble/assembly.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import type { InstanceReader } from '../../ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../../ports/study-registry.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import { seriesFacts } from '../series-facts.js';
import { readStacks } from '../volume/read-stacks.js';
import type { SourceFile } from '../volume/source-file.js';
import type { Stack } from '../volume/stack.js';
import type { Candidate } from './candidate.js';
import { findAnatomy } from './find-anatomy.js';
import { packRules } from './pack-rule.js';
import { type Preview, preview } from './preview.js';
import { type Refusal, refusalOf } from './refusal.js';
import { counted } from './words.js';

export interface ReadCandidatesParts {
  readonly instances: InstanceReader;
  readonly decoder: FrameDecoder;
  readonly packs: readonly Pick<LoadedPack, 'manifest'>[];
  readonly signal: AbortSignal;
}

/** A series that has no stack at all. */
export interface RefusedSeries {
  readonly decision: SeriesDecision;
  readonly refusal: Refusal;
}

export interface Candidates {
  readonly stacks: readonly Candidate[];
  readonly refused: readonly RefusedSeries[];
}

export async function readCandidates(
  { assembly, instances }: Pick<StudyRevision, 'assembly' | 'instances'>,
  parts: ReadCandidatesParts,
): Promise<Candidates> {
  const stacks: Candidate[] = [];
  const refused: RefusedSeries[] = [];
  for (const decision of assembly.series.filter(({ used }) => used)) {
    const uids = new Set(decision.sopInstanceUids);
    const own = instances.filter(({ header }) => uids.has(header.sopInstanceUid)).toSorted(byUid);
    const { seriesInstanceUid } = decision;
    const files = own.map((instance) => sourceFile(instance, parts));
    const read = await unlessUnsuitable(() => readStacks({ seriesInstanceUid, files }, parts.decoder));
    if ('refusal' in read) refused.push({ decision, refusal: read.refusal });
    else for (const stack of read.value) stacks.push(await candidate(stack, { decision, instances: own }, parts));
  }
  return { stacks, refused };
}

/** So that nothing depends on the order of arrival. */
function byUid({ header: a }: ReceivedInstance, { header: b }: ReceivedInstance): number {
  return a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
}

/** What is taken for a stack that was not looked into. */
const UNSEEN: Preview = { shares: {}, heightMm: 0, straightened: false };

async function candidate(
  read: Stack,
  { decision, instances }: { readonly decision: SeriesDecision; readonly instances: readonly ReceivedInstance[] },
  { decoder, packs, signal }: ReadCandidatesParts,
): Promise<Candidate> {
  signal.throwIfAborted();
  const stack = withLossAllowed(read, packs);
  const uids = new Set(stack.files.map(({ sopInstanceUid }) => sopInstanceUid));
  const headers = instances.flatMap(({ header }) => (uids.has(header.sopInstanceUid) ? [header] : []));
  const looked = stack.refusal ? { refusal: stack.refusal } : await unlessUnsuitable(() => preview(stack, decoder));
  const { shares, heightMm, straightened, blood } = 'value' in looked ? looked.value : UNSEEN;
  const facts = seriesFacts(headers, blood);
  const { disagreement, ...anatomy } = findAnatomy(shares, headers[0], heightMm);
  return {
    stack,
    ...(decision.seriesNumber !== undefined && { seriesNumber: decision.seriesNumber }),
    facts,
    anatomy,
    lossy: headers.some(({ lossy }) => lossy) || stack.slices.some(({ lossy }) => lossy),
    derived: headers.some(({ imageType }) => imageType[0] === 'DERIVED'),
    corrections: corrections(stack, straightened),
    disagreements: [disagreement, facts.contrastDisagreement].filter((each) => each !== undefined),
    ...('refusal' in looked && { refusal: looked.refusal }),
  };
}

/** Loss is the last thing that a stack is refused for, so nothing else is wrong with it; each pack then decides by its rules. */
function withLossAllowed(stack: Stack, packs: ReadCandidatesParts['packs']): Stack {
  const { refusal, ...rest } = stack;
  if (refusal?.reason !== 'series.lossy') return stack;
  const isAllowed = packs.some(({ manifest }) => packRules(manifest).some(({ lossy }) => lossy === 'allowed'));
  return isAllowed ? rest : stack;
}

function corrections({ facts }: Stack, straightened: boolean): readonly string[] {
  const { tiltDegrees, orientation, repeated } = facts;
  return [
    ...(straightened ? [`gantry tilt of ${Math.abs(tiltDegrees).toFixed(1)}° straightened`] : []),
    ...(orientation === 'coronal' || orientation === 'sagittal' ? [`reoriented from ${orientation} slices`] : []),
    ...(repeated > 0 ? [`${counted(repeated, 'repeated slice')} left out`] : []),
  ];
}

function sourceFile({ header, object }: ReceivedInstance, { instances, signal }: ReadCandidatesParts): SourceFile {
  return {
    sopInstanceUid: header.sopInstanceUid,
    head: (length) => instances.head(object.key, length),
    load: () => {
      signal.throwIfAborted();
      return instances.get(object.key);
    },
    locate: () => {
      signal.throwIfAborted();
      return instances.locate(object.key);
    },
  };
}

type Outcome<T> = { readonly value: T } | { readonly refusal: Refusal };

/** @throws whatever is not of class `unsuitable`. */
async function unlessUnsuitable<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}
