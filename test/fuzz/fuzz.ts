/**
 * `npm run fuzz -- [--minutes N] [--seed N] [--node] [--replay FILE] [--out DIR]`: attacks a receiver with mutations of valid
 * associations. When something is wrong, the inputs it may come from are saved, to be sent again with --replay. Exit code 1.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../support/random-numbers.js';
import { campaign } from './campaign.js';
import { recordCorpus } from './corpus.js';
import { loadInputs, makeInput, saveInputs } from './input.js';
import { dice } from './mutations.js';
import { SentDataSets } from './sent-data-sets.js';
import { startTarget } from './target.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    node: { type: 'boolean', default: false },
    replay: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'cambium-fuzz-failures') },
  },
});

const started = Date.now();
const report = (line: string) =>
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${line}`);

const sent = new SentDataSets();
const target = await startTarget(values.node);
try {
  const outcome = await campaign({
    target,
    next: await inputs(),
    milliseconds: Number(values.minutes) * 60_000,
    sent,
    report,
  });
  for (const problem of outcome.problems) report(`WRONG: ${problem}`);
  if (outcome.problems.length > 0) {
    await mkdir(values.out, { recursive: true });
    const file = join(values.out, `seed-${values.seed}-${outcome.inputs}.jsonl`);
    await saveInputs(file, outcome.suspects);
    report(`${outcome.suspects.length} inputs saved; again with: npm run fuzz -- --replay ${file}`);
    process.exitCode = 1;
  } else report(`well after ${outcome.inputs} inputs`);
} finally {
  await target.remove();
}

async function inputs() {
  if (values.replay) {
    const saved = [...(await loadInputs(values.replay))];
    report(`${saved.length} saved inputs`);
    return () => saved.shift();
  }
  report(`seed ${values.seed}, ${values.node ? 'the whole node' : 'the receive stage'}`);
  const seeds = await recordCorpus(target.process.port, report);
  for (const { bytes } of seeds) sent.add(bytes);
  const chance = dice(randomNumbers(Number(values.seed)));
  return () => makeInput(seeds, chance);
}
