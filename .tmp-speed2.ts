import { createFrameDecoder } from './adapters/codecs/frame-decoder.js';
import { findRegions } from './service/analyze/regions/find-regions.js';
import { buildVolume } from './service/analyze/volume/build-volume.js';
import { ctdata } from './test/support/ctdata.js';
import { seriesIn } from './test/interop/ct-folder.js';
import { createHash } from 'node:crypto';
for (const f of ['head_cerr_hn', 'chest_c3n00247', 'abd_crlm1004']) {
  const b = await buildVolume(seriesIn(ctdata(f)), createFrameDecoder());
  const [nx, ny, nz] = b.dims; const n = 300; const hu = new Int16Array(nx * ny * n);
  for (let z = 0; z < n; z++) { const s = Math.floor(z * nz / n); hu.set(b.hu.subarray(s * nx * ny, (s + 1) * nx * ny), z * nx * ny); }
  const v = { ...b, dims: [nx, ny, n], spacing: [b.spacing[0], b.spacing[1], b.spacing[2] * nz / n], hu } as any;
  for (let k = 0; k < 3; k++) { const t0 = process.cpuUsage(); let last = process.cpuUsage(); const steps: string[] = [];
    const r = findRegions(v, (_s: any, i: any) => { const u = process.cpuUsage(last); last = process.cpuUsage(); steps.push(i + ':' + ((u.user + u.system) / 1000).toFixed(0)); });
    const u = process.cpuUsage(t0);
    console.log(f, v.dims.join('x'), v.spacing.map((s: number) => s.toFixed(2)).join(' '), ((u.user + u.system) / 1000).toFixed(0), 'ms', steps.join(' '), createHash('sha1').update(r.labels).digest('hex').slice(0, 8));
  }
}
