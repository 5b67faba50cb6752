import { readFileSync } from 'node:fs';
const OPT:any={};import { markHyperdense } from './service/analyze/regions/mark-hyperdense.js';
import { randomNumbers } from './test/support/random-numbers.js';
const vol=(dims:any,spacing:any,hu:Int16Array)=>({seriesInstanceUid:'1',dims,spacing,origin:[0,0,0],direction:[],hu,slices:[],flipped:{x:false,y:false}} as any);
function sphere(d:number,hu:number,sz:number,sd:number,seed:number,px=0.5,brain=35){
  const rnd=randomNumbers(seed); const g=()=>Math.sqrt(-2*Math.log(1-rnd()))*Math.cos(2*Math.PI*rnd());
  const w=d+16; const nx=Math.ceil(w/px), nz=Math.ceil((d+16+2*sz)/sz);
  const c=[(nx-1)*px/2+(rnd()-.5)*px,(nx-1)*px/2+(rnd()-.5)*px,(nz-1)*sz/2+(rnd()-.5)*sz];
  const out=new Int16Array(nx*nx*nz); const r=d/2; const S=3,SZ=Math.max(3,Math.ceil(sz/0.5));
  let at=0;
  for(let z=0;z<nz;z++)for(let y=0;y<nx;y++)for(let x=0;x<nx;x++,at++){
    const dist=Math.hypot(x*px-c[0],y*px-c[1],z*sz-c[2]); let f=0;
    const slack=Math.hypot(px,px,sz)/2;
    if(dist<r-slack)f=1; else if(dist<r+slack){ let n=0;
      for(let k=0;k<SZ;k++)for(let j=0;j<S;j++)for(let i=0;i<S;i++){
        if(Math.hypot((x+(i+.5)/S-.5)*px-c[0],(y+(j+.5)/S-.5)*px-c[1],(z+(k+.5)/SZ-.5)*sz-c[2])<=r)n++; }
      f=n/(S*S*SZ);}
    out[at]=Math.round(brain+f*(hu-brain)+sd*g());
  }
  const v=vol([nx,nx,nz],[px,px,sz],out); const l=new Uint8Array(out.length).fill(7);
  markHyperdense(v,l); return l.reduce((n,x)=>n+(x===9?1:0),0)*px*px*sz/1000/(Math.PI*d**3/6000)-1;
}
const variants:Record<string,any>={real:{}};
const dims=[511,511,90],sp=[1,1,3];
const load=(n:string)=>{const b=readFileSync(`/tmp/reg_${n}.hu`);return new Int16Array(b.buffer,b.byteOffset,b.length/2)};
const hus={base:load('base'),bleed:load('bleed')}; const labs={base:new Uint8Array(readFileSync('/tmp/reg_base.lab')).map(l=>l>=9?l-2:l),bleed:new Uint8Array(readFileSync('/tmp/reg_bleed.lab')).map(l=>l>=9?l-2:l)};
const defaults={local:0,log:false,grow:'majority',cap:true,seedMl:0.1,pieceMl:0.1,reachMm:1.2,zmin:1,cross:false,median:false};
for(const [name,o] of Object.entries(variants)){
  Object.assign(OPT,defaults,o); const res:any={};
  for(const n of ['base','bleed'] as const){const l=labs[n].slice();markHyperdense(vol(dims,sp,hus[n]),l);res[n]=l;}
  const c=(l:Uint8Array)=>l.reduce((n,x)=>n+(x>=9?1:0),0)*.003;
  let other=0; 
  console.log(name,'base',c(res.base).toFixed(2),'bleed',c(res.bleed).toFixed(2),'diff',(c(res.bleed)-c(res.base)).toFixed(2));
  for(const px of process.env.S?[0.5]:[]) for(const sd of [5,10]){ const rows:string[]=[];
    for(const d of [6,10,20,30]) for(const hu of [60,70,80]) { rows.push(`${d}mm/${hu}: `+[1,3,5].map(sz=>{const n=d>15?1:3;let s=0;for(let k=0;k<n;k++)s+=sphere(d,hu,sz,sd,k+1,px);return (100*s/n).toFixed(0)}).join(' '));}
    console.log('  px',px,'sd',sd,'\n   ',rows.join('\n    ').replace(/\n    (\d+mm\/(70|80))/g,'  | $1'));}
}
