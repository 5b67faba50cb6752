import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../../../adapters/sqlite/lock.js';
import { child } from './child.js';

describe('the lock of a data folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cambium-lock-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('lets one node in, and the next when it is released', () => {
    const lock = lockDataFolder(dir);
    expect(() => lockDataFolder(dir)).toThrow(expect.objectContaining({ code: 'registry.locked' }));
    lock.release();
    lock.release();
    lockDataFolder(dir).release();
  });

  it('keeps out a node of another process until that one has died, even by SIGKILL', async () => {
    const holder = child('hold-lock', dir);
    await once(holder.lines, 'line');
    expect(() => lockDataFolder(dir)).toThrow(expect.objectContaining({ code: 'registry.locked' }));
    holder.process.kill('SIGKILL');
    await holder.ended;
    lockDataFolder(dir).release();
  });
});
