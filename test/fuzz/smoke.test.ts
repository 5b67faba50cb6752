/** Twenty seconds of what `npm run fuzz` does for as long as one likes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from '../support/random-numbers.js';
import { campaign } from './campaign.js';
import { recordCorpus } from './corpus.js';
import { makeInput } from './input.js';
import { dice } from './mutations.js';
import { SentDataSets } from './sent-data-sets.js';
import { startTarget, type Target } from './target.js';

const SEED = 4;

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.remove());

it('stays well under mutations of valid associations, and keeps nothing that is not whole', {
  timeout: 120_000,
}, async () => {
  const seeds = await recordCorpus(target.process.port, () => undefined);
  const sent = new SentDataSets();
  for (const { bytes } of seeds) sent.add(bytes);
  const chance = dice(randomNumbers(SEED));
  const next = () => makeInput(seeds, chance);
  const { problems, inputs } = await campaign({ target, next, milliseconds: 20_000, sent, report: () => undefined });
  expect(problems).toEqual([]);
  expect(inputs).toBeGreaterThan(100);
});
