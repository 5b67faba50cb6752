import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NodeScene } from '../support/node-scene.js';
import { rebuiltEqualsRegistry } from '../support/rebuilt.js';
import { withSmallDisk } from '../support/small-disk.js';
import { compressed, tinyCt } from '../support/tiny-ct.js';

withSmallDisk(64, 'a node on a disk that is filled to the last byte', (disk) => {
  it('answers Out of Resources, loses nothing, and goes on without a restart once there is room', {
    timeout: 120_000,
  }, async () => {
    const scene = await NodeScene.set(disk().folder);
    try {
      await scene.node.start();
      const studies = [tinyCt('before'), tinyCt('full', 64), compressed(tinyCt('full too', 64)), tinyCt('after')];
      const [before, full, fullToo, after] = studies;
      expect(await scene.send(before)).toEqual(new Set([0x0000]));
      const ballast = disk().fillUp();
      for (const study of [full, fullToo]) expect(await scene.send(study)).toContain(0xa700);
      const acknowledged = scene.acknowledged.size;
      expect(acknowledged).toBeLessThan(before.instances.length + 128);
      await sleep(2_000);
      ballast.remove();
      for (const study of [full, fullToo, after]) expect(await scene.send(study)).toEqual(new Set([0x0000]));
      for (const study of studies) await scene.settled(study);
      expect(await scene.verify(studies)).toEqual([]);
      await scene.node.kill('SIGTERM');
      await rebuiltEqualsRegistry(scene.dataDir);
    } finally {
      await scene.strike();
    }
  });
});
