/** Peak resident memory of the node, whatever is sent to it: VmHWM of all its processes after each load. */
import type { Bench, Chapter } from './bench.js';
import { cambium } from './cambium.js';
import type { ImageSet } from './images.js';
import { disturb, IDLE_ASSOCIATIONS } from './peers-beside.js';
import type { RunningReceiver } from './receiver.js';
import { timeRound } from './round.js';
import { dcmsend } from './senders.js';
import { markdownTable } from './table.js';

/** The default lets in fewer; here they are all to be there. */
const ROOM_FOR_IDLE = { node: { maxAssociations: 300, maxAssociationsPerPeer: 300 } };

interface Case {
  readonly load: string;
  readonly images: ImageSet;
  readonly parallel: number;
  readonly beside?: (running: RunningReceiver) => Promise<() => void>;
}

/** @param huge also one object of 2 GiB, which takes as much of the disk twice. */
export async function measureMemory(bench: Bench, { huge }: { readonly huge: boolean }): Promise<Chapter> {
  const images = bench.images.make(bench.imagesPerRound);
  const warmUp = bench.images.make(bench.warmUp);
  const cases: Case[] = [
    { load: 'one association', images, parallel: 1 },
    { load: 'four associations', images, parallel: 4 },
    { load: `one association beside ${IDLE_ASSOCIATIONS.name}`, images, parallel: 1, beside: holdIdle },
  ];
  if (huge) cases.push({ load: 'one object of 2 GiB', images: bench.images.makeHuge(), parallel: 1 });
  const rows: string[][] = [];
  for (const { load, images: sent, parallel, beside } of cases) {
    const receiver = cambium({ ...bench, config: beside ? ROOM_FOR_IDLE : {} });
    const work = { images: sent, warmUp, sender: dcmsend, parallel };
    const timing = await timeRound(receiver, work, { folder: `${bench.folder}/received`, during: beside });
    bench.tell(`memory, ${load}: ${timing.peakMegabytes.toFixed(0)} MB`);
    rows.push([load, (sent.bytes / 1e6).toFixed(0), timing.seconds.toFixed(2), timing.peakMegabytes.toFixed(0)]);
  }
  return {
    title: 'Memory',
    text: ['Highest resident set of the node.', markdownTable(['load', 'MB sent', 's', 'peak MB'], rows)].join('\n\n'),
  };
}

async function holdIdle({ port }: RunningReceiver): Promise<() => void> {
  const idle = await disturb(IDLE_ASSOCIATIONS, port);
  return () => idle.stop();
}
