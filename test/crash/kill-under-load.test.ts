import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { NodeScene } from '../support/node-scene.js';
import { rebuiltEqualsRegistry } from '../support/rebuilt.js';
import { compressed, type TinyCt, tinyCt } from '../support/tiny-ct.js';

const KILLS = Number(process.env.CAMBIUM_CRASH_KILLS ?? 5);
const ASSOCIATIONS = 4;
const STUDIES = 8;
const SLICES = 40;

let scene: NodeScene;
afterEach(() => scene.strike());

it(`keeps every acknowledged instance through ${KILLS} kills at random moments under load`, {
  timeout: 600_000,
}, async () => {
  scene = await NodeScene.set();
  const studies = Array.from({ length: STUDIES }, (_, i) => {
    const study = tinyCt(`load ${i}`, SLICES);
    return i % 2 ? compressed(study) : study;
  });
  for (let kill = 0; kill < KILLS; kill++) {
    await scene.node.start();
    const death = sleep(50 + Math.random() * 1500).then(() => scene.node.kill());
    await Promise.all(lanes(studies, kill).map((lane) => sendAll(scene, lane)));
    await death;
  }
  await scene.node.start();
  await Promise.all(lanes(studies, 0).map((lane) => sendAll(scene, lane)));
  expect(scene.acknowledged.size).toBe(STUDIES * SLICES);
  for (const study of studies) await scene.settled(study);
  expect(await scene.verify(studies)).toEqual([]);
  await scene.node.kill('SIGTERM');
  await rebuiltEqualsRegistry(scene.dataDir);
});

/** Studies spread over the associations, another one first each time, so that kills hit all of them. */
function lanes(studies: readonly TinyCt[], turn: number): readonly (readonly TinyCt[])[] {
  return Array.from({ length: ASSOCIATIONS }, (_, lane) =>
    studies.filter((_, i) => (i + turn) % ASSOCIATIONS === lane),
  );
}

async function sendAll(scene: NodeScene, studies: readonly TinyCt[]): Promise<void> {
  for (const study of studies) await scene.send(study);
}
