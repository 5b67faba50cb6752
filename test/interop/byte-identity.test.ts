/**
 * Byte identity: in every transfer syntax, the data set that `cambium export` writes is the one that was sent. The sender is by
 * hand, so that no library stands between the bytes and the network; the files are written by dcmtk and gdcm.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';
import { startTarget, type Target } from '../fuzz/target.js';
import { ctElements, dataSetBytes, part10Bytes } from '../support/data-sets.js';
import { DimsePeer } from '../support/dimse-peer.js';
import { CT_CLASS } from '../support/pdu-bytes.js';
import { withPeer } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import { tinyCt } from '../support/tiny-ct.js';
import { run } from './dcmtk.js';

interface Encoding {
  readonly transferSyntaxUid: string;
  /** Program and options between which the two file names go; absent: the file as it was generated. */
  readonly encoder?: readonly string[];
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'Explicit VR Little Endian': { transferSyntaxUid: '1.2.840.10008.1.2.1' },
  'Implicit VR Little Endian': { transferSyntaxUid: '1.2.840.10008.1.2', encoder: ['dcmconv', '+ti'] },
  'Explicit VR Big Endian': { transferSyntaxUid: '1.2.840.10008.1.2.2', encoder: ['dcmconv', '+tb'] },
  'Deflated Explicit VR Little Endian': { transferSyntaxUid: '1.2.840.10008.1.2.1.99', encoder: ['dcmconv', '+td'] },
  'undefined lengths': { transferSyntaxUid: '1.2.840.10008.1.2.1', encoder: ['dcmconv', '+te', '-e'] },
  'JPEG Lossless': { transferSyntaxUid: '1.2.840.10008.1.2.4.70', encoder: ['dcmcjpeg'] },
  'JPEG Lossless, in fragments': { transferSyntaxUid: '1.2.840.10008.1.2.4.70', encoder: ['dcmcjpeg', '+fs', '1'] },
  'JPEG-LS': { transferSyntaxUid: '1.2.840.10008.1.2.4.80', encoder: ['dcmcjpls'] },
  'JPEG 2000': { transferSyntaxUid: '1.2.840.10008.1.2.4.90', encoder: ['gdcmconv', '--j2k'] },
  'RLE Lossless': { transferSyntaxUid: '1.2.840.10008.1.2.5', encoder: ['dcmcrle'] },
};
const HTJ2K_LOSSLESS = '1.2.840.10008.1.2.4.201';
const PATIENCE_MS = 20_000;

withPeer(['dcmtk', 'gdcm'], 'byte identity', () => {
  let folder: string;
  let node: Target;
  const sent = new Map<string, Part10>();
  const exported = new Map<string, Part10>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-identity-'));
    node = await startTarget(true);
    const { studyInstanceUid, instances } = tinyCt('byte identity', Object.keys(ENCODINGS).length);
    for (const [i, [name, { encoder }]] of Object.entries(ENCODINGS).entries()) {
      sent.set(name, await encoded(instances[i].part10, encoder));
    }
    sent.set('HTJ2K', htj2k(studyInstanceUid));
    for (const instance of sent.values()) expect(await store(instance)).toBe(0);
    for (const instance of await exportedStudy(studyInstanceUid)) exported.set(instance.meta.sopInstanceUid, instance);
  });
  afterAll(async () => {
    await node.remove();
    await rm(folder, { recursive: true });
  });

  async function encoded(part10: Buffer, encoder?: readonly string[]): Promise<Part10> {
    if (!encoder) return splitPart10(part10);
    const [before, after] = [join(folder, 'before.dcm'), join(folder, 'after.dcm')];
    await writeFile(before, part10);
    const [program, ...options] = encoder;
    const { status, stderr } = spawnSync(program, [...options, before, after]);
    expect(status, stderr.toString()).toBe(0);
    return splitPart10(await readFile(after));
  }

  async function store({ meta, dataSet }: Part10): Promise<number | undefined> {
    const peer = await DimsePeer.connect(node.process.port);
    const transferSyntaxes = [meta.transferSyntaxUid];
    await peer.associate({ contexts: [{ id: 3, abstractSyntax: CT_CLASS, transferSyntaxes }] });
    const status = await peer.store(meta.sopInstanceUid, dataSet);
    peer.destroy();
    return status;
  }

  /** Once the study is complete. */
  async function exportedStudy(studyInstanceUid: string): Promise<readonly Part10[]> {
    const out = join(folder, 'exported');
    const main = projectPath('service/main.ts');
    const command = ['--import', 'tsx', main, 'export', studyInstanceUid, out, '--config', node.config];
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const { status, output } = await run(process.execPath, command);
      if (status === 0) break;
      if (Date.now() > end) throw new Error(output);
    }
    const names = await readdir(out);
    return Promise.all(names.map(async (name) => splitPart10(await readFile(join(out, name)))));
  }

  it.each([...Object.keys(ENCODINGS), 'HTJ2K'])('of %s', (name) => {
    const original = sent.get(name);
    const copy = exported.get(original?.meta.sopInstanceUid ?? '');
    const expected = name === 'HTJ2K' ? HTJ2K_LOSSLESS : ENCODINGS[name].transferSyntaxUid;
    expect(copy?.meta.transferSyntaxUid).toBe(expected);
    expect(copy?.dataSet.equals(original?.dataSet ?? Buffer.alloc(0))).toBe(true);
  });

  it('of as many instances as were sent', () => {
    expect(exported.size).toBe(sent.size);
  });
});

/** No encoder is at hand: the node does not look into a frame, so any bytes will do, if they are in its transfer syntax. */
function htj2k(studyInstanceUid: string): Part10 {
  const sopInstanceUid = '1.2.90.201';
  const elements = ctElements(sopInstanceUid, { studyInstanceUid, seriesInstanceUid: '1.2.90.2' }).slice(0, -1);
  const fragments = [5000, 3].map((length) => Buffer.alloc(length + (length & 1), 0xa5));
  const dataSet = dataSetBytes([...elements, { tag: 0x7fe00010, vr: 'OB', fragments }]);
  return splitPart10(part10Bytes(dataSet, { sopInstanceUid, transferSyntaxUid: HTJ2K_LOSSLESS }));
}
