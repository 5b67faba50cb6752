import { describe, expect, it } from 'vitest';
import { DiskWatermark } from '../../../service/receive/disk-watermark.js';

describe('DiskWatermark', () => {
  it('asks again when the clock has been set back', async () => {
    let now = 3_600_000;
    let used = 10;
    const watermark = new DiskWatermark({ usedPercent: async () => used }, 90, { now: () => now });
    await watermark.check();
    used = 95;
    now = 0;
    await expect(watermark.check()).rejects.toMatchObject({ code: 'storage.full' });
  });
});
