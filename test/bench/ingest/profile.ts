/**
 * Where the node's time goes: a V8 sampling profile (`node --cpu-prof`) of one round, added up by function and by step of the
 * way to Success. Waiting is *(idle)*; what libuv's threads do (syncs) is not in it.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.js';
import { withAndWithoutReserve } from './reserve.js';
import { timeRound } from './round.js';
import { dcmsend } from './senders.js';
import { markdownTable } from './table.js';

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds of the monotonic clock. */
  readonly startTime: number;
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/**
 * Innermost frame first: the first rule that a frame meets says which step a sample belongs to. What is native comes before
 * the files that call it, since optimized code does not always name them.
 */
const STEPS: readonly (readonly [string, RegExp])[] = [
  ['write', /^writeBuffer/],
  ['sync', /^fdatasync|startSync|packs\/open-pack.*sync/],
  ['crc', /^crc32/],
  ['commit', /adapters\/sqlite|better-sqlite3/],
  ['pack', /adapters\/disk/],
  ['log and metrics', /adapters\/(system|http)|pino|sonic-boom|prom-client/],
  ['header', /service\/dicom/],
  ['receive', /service\/receive/],
  ['protocol', /adapters\/dimse/],
  ['socket', /node:net|stream_base_commons|node:internal\/streams/],
  ['timers', /node:internal\/(timers|priority_queue)|node:timers/],
  ['garbage collection', /^\(garbage collector\)/],
  ['idle', /^\(idle\)/],
];
const TOP = 25;
const RESERVE_MEGABYTES = 1_000;

/** Two tables in Markdown of the node with its reserve, two without: of the time from the start of the sender to its end. */
export async function profileNode(bench: Bench): Promise<string> {
  const [images, warmUp] = [bench.imagesPerRound, bench.warmUp].map((count) => bench.images.make(count));
  const load = { images, warmUp, sender: dcmsend, parallel: 1 };
  const profiles = join(bench.folder, 'profiles');
  const nodeOptions = ['--cpu-prof', '--cpu-prof-dir', profiles];
  const chapters: string[] = [];
  for (const node of withAndWithoutReserve({ ...bench, nodeOptions }, RESERVE_MEGABYTES)) {
    const span = { from: 0, to: 0 };
    const during = async () => {
      span.from = monotonicMicroseconds();
      return () => {
        span.to = monotonicMicroseconds();
      };
    };
    const { seconds, cpuSeconds } = await timeRound(node, load, { folder: join(bench.folder, 'received'), during });
    chapters.push(`### ${node.name}: ${seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s`);
    for (const file of readdirSync(profiles)) {
      const profile = JSON.parse(readFileSync(join(profiles, file), 'utf8')) as Profile;
      chapters.push(summarize(profile, { span, images: images.files.length }));
    }
    rmSync(profiles, { recursive: true });
  }
  return chapters.join('\n\n');
}

/** V8 dates its samples by the same clock. */
function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function summarize(
  { nodes, samples, startTime, timeDeltas }: Profile,
  { span, images }: { span: { from: number; to: number }; images: number },
): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const functions = new Map<string, number>();
  const steps = new Map<string, number>();
  let at = startTime;
  for (const [index, sample] of samples.entries()) {
    const microseconds = timeDeltas[index];
    at += microseconds;
    if (at < span.from || at > span.to) continue;
    const frames: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parentOf.get(id))
      frames.push(frameOf(byId.get(id)));
    add(functions, frames[0], microseconds);
    add(steps, stepOf(frames), microseconds);
  }
  const columns = ['ms', 'µs an image'];
  return [
    markdownTable(['step', ...columns], ranked(steps, images)),
    markdownTable(['self time of', ...columns], ranked(functions, images).slice(0, TOP)),
  ].join('\n\n');
}

function stepOf(frames: readonly string[]): string {
  for (const frame of frames) {
    const step = STEPS.find(([, frames]) => frames.test(frame));
    if (step) return step[0];
  }
  return 'other';
}

function frameOf(node: ProfileNode | undefined): string {
  if (!node) return '(unknown)';
  const { functionName, url, lineNumber } = node.callFrame;
  const place = url.replace(/^.*\/(?=dist\/|node_modules\/)/, '');
  return `${functionName || '(anonymous)'} ${place}${url ? `:${lineNumber + 1}` : ''}`.trim();
}

function add(sums: Map<string, number>, name: string, microseconds: number): void {
  sums.set(name, (sums.get(name) ?? 0) + microseconds);
}

function ranked(sums: ReadonlyMap<string, number>, images: number): readonly (readonly string[])[] {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([name, sum]) => [name, (sum / 1000).toFixed(0), (sum / images).toFixed(0)]);
}
