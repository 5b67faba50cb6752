import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import { compilePlan } from '../../service/analyze/prepare/compile-plan.js';
import { CutThreads } from '../../service/analyze/prepare/cut-threads.js';
import { prepareTiles, prepareVolume } from '../../service/analyze/prepare/prepare-volume.js';
import { seriesIn } from '../interop/ct-folder.js';
import { writeSeries } from './volume/ct-series.js';
import { TILES, WHOLE } from './volume/preparations.js';
import { SYNTAXES } from './ingest/syntaxes.js';
import { rmSync } from 'node:fs';
const d=createFrameDecoder(), threads=new CutThreads();
for (const s of SYNTAXES.slice(0,2)) {
 rmSync('/tmp/b5/prof',{recursive:true,force:true});
 const series=seriesIn(writeSeries('/tmp/b5/prof',150,s));
 for(let r=0;r<3;r++){ const out=[s.name]; let c=process.cpuUsage(), t=performance.now();
  const lap=(n:string)=>{const u=process.cpuUsage(c);out.push(`${n} wall ${Math.round(performance.now()-t)} cpu ${Math.round((u.user+u.system)/1e3)};`);c=process.cpuUsage();t=performance.now();};
  const [stack]=await readStacks(series,d); lap('stacks');
  const v=await buildVolume(stack,d); lap('volume');
  await prepareVolume(v,WHOLE,{threads}); lap('whole');
  for await (const x of prepareTiles(v,compilePlan(TILES,v),{threads})) void x; lap('tiles');
  console.log(out.join(' ')); }
}
await d.close(); await threads.close(); rmSync('/tmp/b5/prof',{recursive:true});
