/**
 * A multi-frame instance whose Pixel Data are 2 GiB: made as it is sent, stored, exported, and the same bytes. It takes 5 GB of
 * disk and a minute, so it is run when CAMBIUM_LARGE=1.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { splitPart10 } from '../../service/dicom/part10.js';
import { startTarget, type Target } from '../fuzz/target.js';
import { megabytes } from '../fuzz/vital-signs.js';
import { ctDataSet, header } from '../support/data-sets.js';
import { DimsePeer } from '../support/dimse-peer.js';
import { commandElements, data, EXPLICIT, PDV, pdv, storeCommand } from '../support/pdu-bytes.js';
import { whenAsked } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import { run } from './dcmtk.js';

const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const UID = '1.2.91';
const STUDY = '1.2.91.1';
const FRAMES = 4096;
const FRAME_BYTES = 512 * 512 * 2;
const FRAGMENT_BYTES = FRAME_BYTES / 8;
/** Over what the node has before anything comes. */
const MAX_GROWTH_MB = 40;
const PATIENCE_MS = 60_000;

whenAsked('CAMBIUM_LARGE', 'an instance of 2 GiB', () => {
  it('is stored in little memory and exported byte for byte', { timeout: 600_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-large-'));
    const node = await startTarget(true);
    try {
      const atStartBytes = node.process.peakRssBytes;
      const started = performance.now();
      const sent = createHash('sha256');
      expect(await send(node.process.port, sent)).toBe(0);
      const stored = performance.now();
      const growthMb = megabytes(node.process.peakRssBytes - atStartBytes);
      const exported = await exportedDigest(node, folder);
      console.log(
        `stored in ${seconds(started, stored)} s, exported in ${seconds(stored, performance.now())} s, ` +
          `memory grew by ${growthMb} MB at most`,
      );
      expect(exported).toBe(sent.digest('hex'));
      expect(growthMb).toBeLessThan(MAX_GROWTH_MB);
    } finally {
      await node.remove();
      await rm(folder, { recursive: true });
    }
  });
});

async function send(port: number, hash: Hash): Promise<number | undefined> {
  const peer = await DimsePeer.connect(port);
  try {
    await peer.associate({ contexts: [{ id: 3, abstractSyntax: ENHANCED_CT, transferSyntaxes: [EXPLICIT] }] });
    peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID, 1, ENHANCED_CT))));
    for (let frame = -1; frame < FRAMES; frame++) {
      const bytes = frame < 0 ? beginning() : Buffer.alloc(FRAME_BYTES, `frame ${frame}`);
      hash.update(bytes);
      await write(peer, fragmentsOf(bytes, frame === FRAMES - 1));
    }
    const response = await peer.pdu(PATIENCE_MS);
    return commandElements(response?.body.subarray(6) ?? Buffer.alloc(0))
      .get(0x0900)
      ?.readUInt16LE();
  } finally {
    peer.destroy();
  }
}

/** The data set up to the value of its Pixel Data. */
function beginning(): Buffer {
  const more = [{ tag: 0x00280008, vr: 'IS', value: `${FRAMES}` }];
  const options = { sopClassUid: ENHANCED_CT, studyInstanceUid: STUDY, more, pixels: Buffer.alloc(0) };
  return Buffer.concat([ctDataSet(UID, options).subarray(0, -12), header(0x7fe00010, 'OW', FRAMES * FRAME_BYTES)]);
}

function fragmentsOf(bytes: Buffer, isLast: boolean): readonly Buffer[] {
  const fragments: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += FRAGMENT_BYTES) {
    const end = at + FRAGMENT_BYTES;
    const control = isLast && end >= bytes.length ? PDV.lastOfData : PDV.data;
    fragments.push(data(pdv(3, control, bytes.subarray(at, end))));
  }
  return fragments;
}

async function write({ socket }: DimsePeer, pieces: readonly Buffer[]): Promise<void> {
  socket.write(Buffer.concat(pieces));
  while (socket.writableNeedDrain && !socket.destroyed) await sleep(1);
}

/** Of the data set of the one instance there is, once its study is complete. */
async function exportedDigest({ config }: Target, folder: string): Promise<string> {
  const command = ['--import', 'tsx', projectPath('service/main.ts'), 'export', STUDY, folder, '--config', config];
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const { status, output } = await run(process.execPath, command);
    if (status === 0) break;
    if (Date.now() > end) throw new Error(output);
  }
  const [name] = await readdir(folder);
  const file = join(folder, name);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { start: await dataSetOffset(file) })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function dataSetOffset(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.length - splitPart10(buffer).dataSet.length;
  } finally {
    await file.close();
  }
}

function seconds(from: number, to: number): string {
  return ((to - from) / 1000).toFixed(1);
}
