/** The corpus: valid associations, as bytes a requestor sent, recorded anew at every run from the senders installed here. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ctDataSet } from '../support/data-sets.js';
import {
  associateRequest,
  CT_CLASS,
  data,
  dataSetPdus,
  echoCommand,
  PDV,
  pdv,
  RELEASE,
  storeCommand,
} from '../support/pdu-bytes.js';
import { recordingProxy } from './recording-proxy.js';
import { seedFiles } from './seed-files.js';
import { senders } from './senders.js';

export interface Seed {
  /** Who sent it. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** @param port of a target that takes what they send. */
export async function recordCorpus(port: number, report: (line: string) => void): Promise<readonly Seed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cambium-seeds-'));
  const seeds: Seed[] = [byHand()];
  try {
    for (const { name, send } of senders(await seedFiles(folder), folder)) {
      const proxy = await recordingProxy(port);
      await send(proxy.port).finally(() => proxy.close());
      seeds.push(...proxy.recordings().map((bytes) => ({ name, bytes })));
      if (proxy.recordings().length === 0) report(`seeds: nothing came from ${name}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  report(`seeds: ${seeds.length} associations of ${new Set(seeds.map(({ name }) => name)).size} senders`);
  return seeds;
}

/** What is there when nothing is installed. */
function byHand(): Seed {
  const uid = `2.25.${'1'.repeat(30)}`;
  const bytes = Buffer.concat([
    associateRequest({ asyncWindow: [0, 0], role: { sopClass: CT_CLASS, scu: 1, scp: 1 } }),
    data(pdv(1, PDV.lastOfCommand, echoCommand())),
    data(pdv(3, PDV.lastOfCommand, storeCommand(uid, 2))),
    dataSetPdus(3, ctDataSet(uid), 400),
    RELEASE,
  ]);
  return { name: 'by hand', bytes };
}
