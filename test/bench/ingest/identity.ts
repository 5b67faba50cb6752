/** Byte identity: of every transfer syntax a few images, sent, exported once their study is closed, and compared. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Chapter } from './bench.js';
import { cambium, type RunningCambium } from './cambium.js';
import { filesBelow } from './files-below.js';
import { withReceiver } from './round.js';
import { dcmsend, send } from './senders.js';
import { SYNTAXES } from './syntaxes.js';
import { markdownTable } from './table.js';

const IMAGES = 8;
const PATIENCE_MS = 30_000;
/** Of the group length of the file meta information (PS3.10 §7.1), behind preamble and prefix. */
const META_LENGTH_OFFSET = 140;

export async function checkIdentity(bench: Bench): Promise<Chapter> {
  const node = cambium({ ...bench, config: { assemble: { quietSeconds: 1 } } });
  const sets = SYNTAXES.map((syntax) => bench.images.make(IMAGES, syntax));
  const stored = await withReceiver(node, { folder: join(bench.folder, 'received'), parallel: 1 }, async (running) => {
    for (const { files, syntax } of sets) {
      await send({ sender: dcmsend, target: running, files, syntax, parallel: 1 });
    }
    return exportAll(running, { studies: sets.length, into: join(bench.folder, 'exported') });
  });
  const kept = new Set(stored.map(dataSetDigest));
  const rows = sets.map(({ files, syntax }) => {
    const same = files.filter((file) => kept.has(dataSetDigest(file))).length;
    bench.tell(`identity, ${syntax.name}: ${same} of ${files.length}`);
    if (same !== files.length)
      throw new Error(`${syntax.name}: ${same} of ${files.length} data sets came out as sent.`);
    return [syntax.name, `${same} of ${files.length}`];
  });
  return {
    title: 'Identity',
    text: [
      'Data sets that `cambium export` gave back byte for byte as dcmsend had sent them.',
      markdownTable(['transfer syntax', 'identical'], rows),
    ].join('\n\n'),
  };
}

async function exportAll(
  node: RunningCambium,
  { studies, into }: { readonly studies: number; readonly into: string },
): Promise<readonly string[]> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const closed = (await node.studies()).filter(({ state }) => state === 'closed');
    if (closed.length < studies && Date.now() < end) continue;
    for (const { studyInstanceUid } of closed) await node.exportStudy(studyInstanceUid, join(into, studyInstanceUid));
    return filesBelow(into);
  }
}

function dataSetDigest(file: string): string {
  const bytes = readFileSync(file);
  const start = META_LENGTH_OFFSET + 4 + bytes.readUInt32LE(META_LENGTH_OFFSET);
  return createHash('sha256').update(bytes.subarray(start)).digest('hex');
}
