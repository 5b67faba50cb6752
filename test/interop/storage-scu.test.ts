/** Our documents and images to archives of another make: outcome by outcome, and byte by byte. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import type { DataSet } from '../../service/dicom/data-set.js';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';
import { COMPREHENSIVE_SR, CT_IMAGE, SECONDARY_CAPTURE_IMAGE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { deriveUid, type SopInstanceUid } from '../../service/dicom/uid.js';
import { writePart10 } from '../../service/dicom/write-data-set.js';
import type { Destination, OutgoingFile } from '../../service/ports/storage-scu.js';
import { Orthanc } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { Storescp } from './dcmtk.js';

const scu = createStorageScu({ callingAeTitle: 'CAMBIUM', timeoutMs: 10_000 });
const { signal } = new AbortController();
const at = (port: number): Destination => ({ name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port });

/** An instance with text beyond ASCII in its top level and in a sequence. */
function report(name: string, sopClassUid = COMPREHENSIVE_SR): OutgoingFile {
  const sopInstanceUid = deriveUid('report', name) as SopInstanceUid;
  const part10 = writePart10({
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    StudyInstanceUID: deriveUid('report study'),
    SeriesInstanceUID: deriveUid('report series', sopClassUid),
    Modality: 'SR',
    PatientName: 'PHANTOM^CAMBIUM',
    PatientID: 'CAMBIUM-PHANTOM',
    SeriesDescription: 'Maße – 計測',
    ContentSequence: [{ ValueType: 'TEXT', TextValue: 'größer als üblich' }],
  });
  return { sopClassUid, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN, part10 };
}

const DOCUMENTS = [report('1'), report('2', SECONDARY_CAPTURE_IMAGE), ...tinyCt('delivered', 3).instances];
const codes = (outcomes: Awaited<ReturnType<typeof scu.store>>) => outcomes.map(({ error }) => error?.code);
const SENT = DOCUMENTS.map(({ part10 }) => splitPart10(part10));
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const digests = (instances: readonly Part10[]) =>
  new Map(instances.map(({ meta, dataSet }) => [meta.sopInstanceUid, digest(dataSet)]));

/** What a data set says, however its sequences are delimited. */
function meaning({ elements }: DataSet): unknown {
  return [...elements].map(([tag, { vr, value, items }]) => [tag, vr, value ? digest(value) : items?.map(meaning)]);
}
/** The same without VRs, which Implicit VR does not tell. */
function valuesIn({ elements }: DataSet): unknown {
  return [...elements].map(([tag, { value, items }]) => [tag, value ? digest(value) : items?.map(valuesIn)]);
}
const byInstance = (instances: readonly Part10[], said: (dataSet: DataSet) => unknown) =>
  new Map(
    instances.map(({ meta, dataSet }) => [
      meta.sopInstanceUid,
      said(readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' })),
    ]),
  );
const meanings = (instances: readonly Part10[]) => byInstance(instances, meaning);
const values = (instances: readonly Part10[]) => byInstance(instances, valuesIn);

withPeer('dcmtk', 'StorageScu, to storescp', () => {
  let folder: string;
  let archive: Storescp | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-archive-'));
  });
  afterEach(async () => {
    await archive?.stop();
    archive = undefined;
    await rm(folder, { recursive: true });
  });
  const started = async (...args: readonly string[]) => {
    archive = await Storescp.start(join(folder, 'stored'), args);
    return archive;
  };

  it.each([4096, 16384, 131072])('stores every data set byte for byte in PDUs of %i bytes', async (maxPdu) => {
    const { port } = await started('+xa', '--max-pdu', `${maxPdu}`);
    const outcomes = await scu.store(at(port), DOCUMENTS, signal);
    expect(outcomes).toEqual(DOCUMENTS.map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 })));
    expect(digests((await archive?.stored()) ?? [])).toEqual(digests(SENT));
  });

  it('writes every data set anew where only Implicit VR is taken, and loses nothing', async () => {
    const { port } = await started('+xi');
    const outcomes = await scu.store(at(port), DOCUMENTS, signal);
    expect(outcomes).toEqual(DOCUMENTS.map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 })));
    const stored = (await archive?.stored()) ?? [];
    expect(new Set(stored.map(({ meta }) => meta.transferSyntaxUid))).toEqual(new Set([IMPLICIT_VR_LITTLE_ENDIAN]));
    expect(values(stored)).toEqual(values(SENT));
  });

  it('stores a file that is read as it is sent', async () => {
    const { port } = await started('+xa');
    const instances = DOCUMENTS.map(({ part10, ...instance }) => ({
      ...instance,
      part10: () => Readable.from([part10]),
    }));
    expect(new Set(codes(await scu.store(at(port), instances, signal)))).toEqual(new Set([undefined]));
    expect(digests((await archive?.stored()) ?? [])).toEqual(digests(SENT));
  });

  it('names each document whose SOP Class is refused, and sends the others', async () => {
    const profile = join(folder, 'ct-only.cfg');
    await writeFile(profile, CT_ONLY);
    const { port } = await started('-xf', profile, 'Default');
    const refused = 'delivery.context-refused';
    expect(codes(await scu.store(at(port), DOCUMENTS, signal))).toEqual([
      refused,
      refused,
      undefined,
      undefined,
      undefined,
    ]);
    expect((await archive?.stored())?.map(({ meta }) => meta.sopClassUid)).toEqual([CT_IMAGE, CT_IMAGE, CT_IMAGE]);
  });

  it('tells why an association was rejected', async () => {
    const { port } = await started('--refuse');
    const [first, ...others] = await scu.store(at(port), DOCUMENTS, signal);
    expect(first.error?.code).toBe('delivery.association-rejected');
    expect(first.error?.message).toMatch(/no reason given/i);
    expect(new Set(others.map(({ error }) => error?.code))).toEqual(new Set(['delivery.association-rejected']));
  });

  it.each(['--abort-during', '--abort-after'])('does not know the outcome after %s', async (option) => {
    const { port } = await started('+xa', option);
    expect(new Set(codes(await scu.store(at(port), DOCUMENTS, signal)))).toEqual(new Set(['delivery.aborted']));
  });

  it('knows an archive that is not there', async () => {
    const { port } = await started('+xa');
    await archive?.stop();
    expect(new Set(codes(await scu.store(at(port), DOCUMENTS, signal)))).toEqual(new Set(['delivery.unreachable']));
    expect(await scu.echo(at(port), signal)).toMatchObject({ reachable: false, accepted: false });
  });

  it('verifies by C-ECHO', async () => {
    const { port } = await started('+xa');
    expect(await scu.echo(at(port), signal)).toMatchObject({ reachable: true, accepted: true, status: 0 });
  });
});

withPeer('orthanc', 'StorageScu, to Orthanc', () => {
  let folder: string;
  let orthanc: Orthanc;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-orthanc-'));
    orthanc = await Orthanc.create(folder);
    await orthanc.start();
  });
  afterEach(async () => {
    await orthanc.stop();
    await rm(folder, { recursive: true });
  });

  // Orthanc writes data sets anew, with sequences of explicit length.
  it('loses nothing, and may be sent twice without a complaint', async () => {
    for (let time = 0; time < 2; time++) {
      const outcomes = await scu.store(at(orthanc.dicomPort), DOCUMENTS, signal);
      expect(outcomes.map(({ status }) => status)).toEqual(DOCUMENTS.map(() => 0));
    }
    const ids = await orthanc.get<readonly string[]>('instances');
    const files = await Promise.all(ids.map((id) => orthanc.file(id)));
    expect(meanings(files.map(splitPart10))).toEqual(meanings(SENT));
  });

  it('verifies by C-ECHO', async () => {
    expect(await scu.echo(at(orthanc.dicomPort), signal)).toMatchObject({ reachable: true, accepted: true, status: 0 });
  });
});

/** A storescp profile that accepts CT alone. */
const CT_ONLY = `[[TransferSyntaxes]]
[Explicit]
TransferSyntax1 = LittleEndianExplicit
[[PresentationContexts]]
[Ct]
PresentationContext1 = CTImageStorage\\Explicit
[[Profiles]]
[Default]
PresentationContexts = Ct
`;
