/** Data sets written anew in Implicit VR, beside what dcmtk makes of them and before the eyes of pydicom. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { implicitVr } from '../../service/dicom/implicit-vr.js';
import { part10Header, splitPart10 } from '../../service/dicom/part10.js';
import { inOnePiece } from '../../service/dicom/part10-source.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import { makeDocuments } from '../../service/report/make-documents.js';
import { ctdata } from '../support/ctdata.js';
import { exampleRevision } from '../support/findings.js';
import { PYTHON, withPeer } from '../support/peers.js';
import { ofKind, reportDeps } from '../support/report-deps.js';

const KINDS = ['sr', 'sc'] as const;
/** Its pixel data have an odd length, which dcmtk pads and we leave as it is. */
const PADDED_BY_DCMTK = 'dx_image.dcm';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-implicit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Our own document, as a file. */
async function documentFile(kind: (typeof KINDS)[number]): Promise<string> {
  const deps = await reportDeps();
  const documents = await makeDocuments(await exampleRevision(deps), deps);
  const path = join(folder, `${kind}.dcm`);
  writeFileSync(path, await deps.objects.get(ofKind(documents, kind).object));
  return path;
}

async function inImplicitVr(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of implicitVr(inOnePiece(splitPart10(readFileSync(path)).dataSet))) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What dcmconv makes of it, without group lengths, sequences of undefined length; undefined if it cannot. */
function byDcmtk(path: string): Buffer | undefined {
  const out = join(folder, 'dcmconv.dcm');
  const { status } = spawnSync('dcmconv', ['+ti', '-g', '-e', path, out]);
  return status === 0 ? splitPart10(readFileSync(out)).dataSet : undefined;
}

withPeer('dcmtk', 'Implicit VR, beside dcmconv', () => {
  it.each(KINDS)('has the same bytes: our %s', async (kind) => {
    const path = await documentFile(kind);
    expect((await inImplicitVr(path)).equals(byDcmtk(path) ?? Buffer.alloc(0))).toBe(true);
  });
});

withPeer(['dcmtk', 'ctdata'], 'Implicit VR of real files, beside dcmconv', () => {
  it('has the same bytes wherever both can read', { timeout: 120_000 }, async () => {
    const differing: string[] = [];
    let compared = 0;
    for (const path of ['odd', 'rdsr', 'seg_sr'].flatMap((name) => [...explicitFiles(ctdata(name))])) {
      const ours = await inImplicitVr(path).catch(unreadable);
      const theirs = ours && byDcmtk(path);
      if (!theirs) continue;
      compared++;
      if (!ours.equals(theirs)) differing.push(path);
    }
    expect(differing.map((path) => path.slice(path.lastIndexOf('/') + 1))).toEqual([PADDED_BY_DCMTK]);
    expect(compared).toBeGreaterThan(50);
  });
});

withPeer('pydicom', 'Implicit VR, before pydicom', () => {
  // Values alone: in Implicit VR, Pixel Data is always OW (PS3.5 §A.1).
  const SAME = `import sys, pydicom
a, b = ({e.tag: e.value for e in pydicom.dcmread(path)} for path in sys.argv[1:])
sys.exit(a != b)`;

  it.each(KINDS)('says what was said in Explicit VR: our %s', async (kind) => {
    const path = await documentFile(kind);
    const { meta } = splitPart10(readFileSync(path));
    const header = part10Header({ ...meta, transferSyntaxUid: IMPLICIT_VR_LITTLE_ENDIAN });
    const implicit = join(folder, `${kind}-implicit.dcm`);
    writeFileSync(implicit, Buffer.concat([header, await inImplicitVr(path)]));
    expect(spawnSync(PYTHON, ['-c', SAME, path, implicit]).status).toBe(0);
  });
});

function unreadable(error: unknown): undefined {
  if (!(error instanceof CambiumError)) throw error;
}

function* explicitFiles(below: string): Generator<string> {
  for (const entry of readdirSync(below, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && syntaxOf(path) === EXPLICIT_VR_LITTLE_ENDIAN) yield path;
  }
}

function syntaxOf(path: string): string | undefined {
  try {
    return splitPart10(readFileSync(path)).meta.transferSyntaxUid;
  } catch (error) {
    return unreadable(error);
  }
}
