/** C-FIND and N-ACTION to archives of another make: what was stored is shown, what was not is not, and a refusal has its code. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createArchiveQuery } from '../../adapters/dimse/archive-query.js';
import { createCommitmentPeer } from '../../adapters/dimse/commitment-scu.js';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import { deriveUid } from '../../service/dicom/uid.js';
import type { FindKey } from '../../service/ports/storage-commitment.js';
import type { Destination } from '../../service/ports/storage-scu.js';
import { Orthanc } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { Dcmqrscp } from './dcmqrscp.js';
import { Storescp } from './dcmtk.js';

const options = { callingAeTitle: 'CAMBIUM', timeoutMs: 10_000 };
const scu = createStorageScu(options);
const query = createArchiveQuery(options);
const commitment = createCommitmentPeer(options);
const { signal } = new AbortController();
const at = (port: number): Destination => ({ name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port });

const INSTANCES = tinyCt('queried', 4).instances;
const KEYS: readonly FindKey[] = INSTANCES.map(({ part10 }) => {
  const { meta, dataSet } = splitPart10(part10);
  return readInstanceHeader(dataSet, meta.transferSyntaxUid);
});
const [ABSENT, ...PRESENT] = INSTANCES;
const REQUEST = { transactionUid: deriveUid('queried', 'transaction'), references: PRESENT };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-query-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Every instance but one is stored, and found. */
async function findsWhatIsStored(destination: Destination): Promise<void> {
  expect(await query.find(destination, KEYS, signal)).toEqual(new Set());
  await scu.store(destination, PRESENT, signal);
  expect(await query.find(destination, KEYS, signal)).toEqual(
    new Set(PRESENT.map(({ sopInstanceUid }) => sopInstanceUid)),
  );
  const absent = KEYS.filter(({ sopInstanceUid }) => sopInstanceUid === ABSENT.sopInstanceUid);
  expect(await query.find(destination, absent, signal)).toEqual(new Set());
}

withPeer('dcmtk', 'ArchiveQuery, to dcmqrscp', () => {
  let archive: Dcmqrscp;
  beforeEach(async () => {
    archive = await Dcmqrscp.start(folder, scu);
  });
  afterEach(() => archive.stop());

  it('finds what is stored there, and nothing else', () => findsWhatIsStored(at(archive.port)));

  it('is told that there is no Storage Commitment', async () => {
    const asked = commitment.requestCommitment(at(archive.port), REQUEST, { signal, waitMs: 0 });
    await expect(asked).rejects.toMatchObject({ code: 'commitment.refused' });
  });
});

withPeer('dcmtk', 'ArchiveQuery, to storescp', () => {
  it('is told that there is no C-FIND', async () => {
    const archive = await Storescp.start(join(folder, 'stored'));
    const found = query.find(at(archive.port), KEYS, signal);
    await expect(found).rejects.toMatchObject({ code: 'query.refused' });
    await archive.stop();
  });
});

withPeer('orthanc', 'ArchiveQuery, to Orthanc', () => {
  let orthanc: Orthanc;
  beforeEach(async () => {
    orthanc = await Orthanc.create(folder, {
      // Orthanc lets only known peers query, and reports to known peers alone.
      DicomModalities: { cambium: ['CAMBIUM', '127.0.0.1', 104] },
    });
    await orthanc.start();
  });
  afterEach(() => orthanc.stop());

  it('finds what is stored there, and nothing else', () => findsWhatIsStored(at(orthanc.dicomPort)));

  it('has its N-ACTION accepted, the report to come on another association', async () => {
    await scu.store(at(orthanc.dicomPort), PRESENT, signal);
    const asked = commitment.requestCommitment(at(orthanc.dicomPort), REQUEST, { signal, waitMs: 200 });
    expect(await asked).toBeUndefined();
  });

  it('has a report of ours taken, though we are the one who calls', async () => {
    const report = { transactionUid: REQUEST.transactionUid, committed: PRESENT, failed: [] };
    await commitment.reportCommitment(at(orthanc.dicomPort), report, signal);
  });
});
