/** One input: what is sent on one connection, in which pieces, and how the connection ends. It can be saved and sent again. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Seed } from './corpus.js';
import { splitPdus } from './length-fields.js';
import { type Dice, MUTATIONS, type MutationName } from './mutations.js';

const CHUNKINGS = ['whole', 'by PDU', 'by byte', 'at random'] as const;
const PAUSES_MS = [0, 0, 0, 1, 20] as const;
const ENDINGS = ['end', 'reset', 'silence'] as const;
/** Bytes that are sent one at a time: the rest follows at once, so that an input takes seconds at most. */
const SINGLE_BYTES = 200;

export interface Input {
  /** The seed and the mutations it is made of. */
  readonly name: string;
  readonly chunks: readonly Buffer[];
  readonly pauseMs: number;
  readonly ending: (typeof ENDINGS)[number];
}

/** Up to three mutations of a seed; some inputs are valid, to see that those get through. */
export function makeInput(seeds: readonly Seed[], dice: Dice): Input {
  const seed = dice.pick(seeds);
  const others = splitPdus(dice.pick(seeds).bytes);
  const names = Array.from({ length: dice.roll(4) }, () => dice.pick(Object.keys(MUTATIONS) as MutationName[]));
  let pdus = splitPdus(renewed(seed.bytes, dice));
  for (const name of names) if (pdus.length > 0) pdus = MUTATIONS[name](pdus, dice, others);
  const chunking = dice.pick(CHUNKINGS);
  return {
    name: [seed.name, ...names, chunking].join(', '),
    chunks: chunked(pdus, chunking, dice),
    pauseMs: dice.pick(PAUSES_MS),
    ending: dice.pick(ENDINGS),
  };
}

/** Other UIDs of the same length, so that the instance is one that has not been stored yet. */
function renewed(bytes: Buffer, { roll }: Dice): Buffer {
  const digits = Array.from({ length: 12 }, () => roll(10)).join('');
  return Buffer.from(bytes.toString('latin1').replace(/(2\.25\.\d{10,30})\d{12}/g, `$1${digits}`), 'latin1');
}

function chunked(pdus: readonly Buffer[], chunking: (typeof CHUNKINGS)[number], { roll }: Dice): readonly Buffer[] {
  if (chunking === 'by PDU') return pdus;
  const bytes = Buffer.concat(pdus);
  if (chunking === 'whole') return [bytes];
  const singles = roll(Math.max(1, bytes.length - SINGLE_BYTES));
  const ends: number[] = [];
  if (chunking === 'by byte') for (let at = singles; at < singles + SINGLE_BYTES; at++) ends.push(at);
  else for (let at = 0; at < bytes.length; at += 1 + roll(bytes.length / 4)) ends.push(at);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** One line an input. */
export async function saveInputs(path: string, inputs: readonly Input[]): Promise<void> {
  const lines = inputs.map(({ chunks, ...input }) =>
    JSON.stringify({ ...input, chunks: chunks.map((chunk) => chunk.toString('base64')) }),
  );
  await writeFile(path, `${lines.join('\n')}\n`);
}

export async function loadInputs(path: string): Promise<readonly Input[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const input = JSON.parse(line) as Omit<Input, 'chunks'> & { readonly chunks: readonly string[] };
    return { ...input, chunks: input.chunks.map((chunk) => Buffer.from(chunk, 'base64')) };
  });
}
