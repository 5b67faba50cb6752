import { chestPhantom } from './service/operate/demo/phantom-chest.js';
import { headPhantom } from './service/operate/demo/phantom-head.js';
import { findRegions } from './service/analyze/regions/find-regions.js';
import { volumeOf } from './test/unit/analyze/regions/volumes.js';
import { createHash } from 'node:crypto';
for (const make of (process.env.H ? [headPhantom] : [headPhantom, chestPhantom])) {
  const v = volumeOf(make({ matrix: 512, slices: 300 }));
  const h = createHash('sha1').update(v.hu).digest('hex').slice(0,8);
  for (let k = 0; k < 3; k++) { const t0 = process.cpuUsage(); let last = process.cpuUsage(); const steps: string[] = [];
    const r = findRegions(v, (_s: any, n: any) => { const u = process.cpuUsage(last); last = process.cpuUsage(); steps.push(n + ':' + ((u.user + u.system) / 1000).toFixed(0)); });
    const u = process.cpuUsage(t0);
    console.log(make.name, h, ((u.user + u.system) / 1000).toFixed(0), 'ms', steps.join(' '), createHash('sha1').update(r.labels).digest('hex').slice(0, 8));
  }
}
