import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFiles } from '../../../../adapters/dimse/tls-reload.js';

const POLL_MS = 50;

describe('watchFiles', () => {
  let folder: string;
  let path: string;
  let calls: number;
  let unwatch: () => void;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cambium-watch-'));
    path = join(folder, 'certificate.pem');
    writeFileSync(path, 'one');
    calls = 0;
    unwatch = watchFiles([path, join(folder, 'key.pem')], () => calls++, POLL_MS);
    await vi.waitUntil(() => calls === 1);
  });
  afterEach(() => {
    unwatch();
    rmSync(folder, { recursive: true });
  });

  it('tells once of what it finds, and no more while nothing changes', async () => {
    await sleep(4 * POLL_MS);
    expect(calls).toBe(1);
  });

  it('tells of a file that was written, of one that came and of one that went', async () => {
    writeFileSync(path, 'two');
    await vi.waitUntil(() => calls === 2);
    writeFileSync(join(folder, 'key.pem'), 'key');
    await vi.waitUntil(() => calls === 3);
    rmSync(path);
    await vi.waitUntil(() => calls === 4);
  });

  it('waits until files have stopped changing', async () => {
    const writing = setInterval(() => writeFileSync(path, `${performance.now()}`), POLL_MS / 10);
    await sleep(6 * POLL_MS);
    clearInterval(writing);
    expect(calls).toBe(1);
    await vi.waitUntil(() => calls === 2);
  });

  it('ends when it is told to', async () => {
    unwatch();
    writeFileSync(path, 'two');
    await sleep(4 * POLL_MS);
    expect(calls).toBe(1);
  });
});
