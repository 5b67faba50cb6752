import { describe, expect, it } from 'vitest';
import { DiskWatermark } from '../../../service/receive/disk-watermark.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('DiskWatermark', () => {
  it('refuses by what was found last, and asks again beside intake after a second', async () => {
    let now = 0;
    let used = 95;
    const watermark = new DiskWatermark(async () => used, 90, { now: () => now });
    await watermark.refresh();
    expect(() => watermark.check()).toThrow(expect.objectContaining({ code: 'storage.full' }));
    used = 50;
    now = 999;
    expect(() => watermark.check()).toThrow();
    await tick();
    expect(() => watermark.check()).toThrow();
    now = 1000;
    expect(() => watermark.check()).toThrow();
    await tick();
    expect(() => watermark.check()).not.toThrow();
  });

  it('asks again when the clock has been set back', async () => {
    let now = 3_600_000;
    let used = 10;
    const watermark = new DiskWatermark(async () => used, 90, { now: () => now });
    await watermark.refresh();
    used = 95;
    now = 0;
    watermark.check();
    await tick();
    expect(() => watermark.check()).toThrow(expect.objectContaining({ code: 'storage.full' }));
  });

  it('does not refuse because a file system cannot be asked', async () => {
    const watermark = new DiskWatermark(async () => Promise.reject(new Error('statfs')), 90, { now: () => 0 });
    await watermark.refresh();
    expect(() => watermark.check()).not.toThrow();
  });
});
