import { afterEach, describe, expect, it } from 'vitest';
import type { Death } from '../support/mortal-node.js';
import { NodeScene } from '../support/node-scene.js';
import { tinyCt } from '../support/tiny-ct.js';

const SLICES = 16;
/** How often each boundary is tried: once with every test run, more before a release. */
const ROUNDS = Number(process.env.CAMBIUM_CRASH_ROUNDS ?? 1);

const BOUNDARIES: readonly (Death & { readonly name: string })[] = [
  { name: 'after the bytes are synced, before the row', event: 'instance.synced', count: 7 },
  { name: 'after the row is committed, before the answer', event: 'instance.committed', count: 7 },
  { name: 'after the last row', event: 'instance.committed', count: SLICES },
  { name: 'after a study is closed', event: 'study.closed', count: 1 },
  { name: 'after analysis is started', event: 'job.started', kind: 'analyze', count: 1 },
  { name: 'after analysis, before its commit', event: 'job.worked', kind: 'analyze', count: 1 },
  { name: 'after the findings are committed', event: 'job.settled', kind: 'analyze', count: 1 },
  { name: 'after reporting is started', event: 'job.started', kind: 'report', count: 1 },
  { name: 'after the documents are stored, before their commit', event: 'job.worked', kind: 'report', count: 1 },
  { name: 'after the documents are committed', event: 'job.settled', kind: 'report', count: 1 },
  { name: 'after delivery is started', event: 'job.started', kind: 'deliver', count: 1 },
  { name: 'after the archive has the documents, before the commit', event: 'job.worked', kind: 'deliver', count: 1 },
  { name: 'after delivery is committed', event: 'job.settled', kind: 'deliver', count: 1 },
];

describe('a node killed with SIGKILL', () => {
  let scene: NodeScene;
  afterEach(() => scene.strike());

  for (const { name, ...death } of BOUNDARIES) {
    for (let round = 1; round <= ROUNDS; round++) {
      it(`loses nothing and repeats nothing ${name}${ROUNDS > 1 ? ` (${round})` : ''}`, {
        timeout: 90_000,
      }, async () => {
        scene = await NodeScene.set();
        const study = tinyCt(`${name} ${round}`, SLICES);
        await scene.node.start(death);
        await scene.send(study);
        await scene.node.ended();

        await scene.node.start();
        await scene.send(study);
        expect(scene.acknowledged.size).toBe(SLICES);
        await scene.settled(study);
        expect(await scene.verify([study])).toEqual([]);
      });
    }
  }
});
