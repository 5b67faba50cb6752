import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchiveQuery } from '../../../adapters/dimse/archive-query.js';
import { createCommitmentPeer } from '../../../adapters/dimse/commitment-scu.js';
import { createStorageScu } from '../../../adapters/dimse/storage-scu.js';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import { deliverStage } from '../../../service/deliver/deliver-stage.js';
import { deriveUid, type SopInstanceUid } from '../../../service/dicom/uid.js';
import type { ClaimedJob } from '../../../service/ports/job-queue.js';
import type { DocumentRecord } from '../../../service/report/document.js';
import { claim, closedStudy, NO_FINDINGS, type RegistryAndQueue } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { Archive } from '../../support/archive.js';
import { freePort } from '../../support/free-port.js';
import { tinyCt } from '../../support/tiny-ct.js';

const GIVE_UP_MS = 60_000;
const SCU = { callingAeTitle: 'CAMBIUM', timeoutMs: 5000 };
const clock = { now: () => 1000 };

describe('deliverStage', () => {
  let parts: RegistryAndQueue;
  let folder: string;
  let archive: Archive;
  let claimed: ClaimedJob;
  beforeEach(async () => {
    parts = sqliteParts();
    folder = await mkdtemp(join(tmpdir(), 'cambium-deliver-'));
    archive = new Archive('ARCHIVE');
    const study = closedStudy(parts);
    parts.registry.recordFindings(claim(parts.queue, 'analyze', 20).lease, NO_FINDINGS, 20);
    const objects = createObjectStore(folder);
    const documents: DocumentRecord[] = [];
    for (const { part10, ...instance } of tinyCt('documents', 2).instances) {
      const { key } = await objects.put(`documents/${documents.length}`, [part10]);
      documents.push({ ...instance, kind: 'sc', seriesInstanceUid: deriveUid(study.studyInstanceUid), object: key });
    }
    parts.registry.recordDocuments(claim(parts.queue, 'report', 20).lease, documents, ['ARCHIVE'], 20);
    claimed = claim(parts.queue, 'deliver', 20);
  });
  afterEach(async () => {
    await archive.stop();
    parts.close();
    await rm(folder, { recursive: true, force: true });
  });

  const stageTo = (port: number, name = 'ARCHIVE') =>
    deliverStage({
      ...parts,
      objects: createObjectStore(folder),
      scu: createStorageScu(SCU),
      commitment: createCommitmentPeer(SCU),
      query: createArchiveQuery(SCU),
      clock,
      observe: () => undefined,
      destinations: new Map([[name, { name, aeTitle: name, host: '127.0.0.1', port, proof: 'none' as const }]]),
      giveUpMs: GIVE_UP_MS,
    });
  const revision = () => {
    const found = parts.registry.revision(claimed.job.studyInstanceUid);
    if (!found) throw new Error('The revision is gone.');
    return found;
  };
  const deliver = async (port: number) => {
    const stage = stageTo(port);
    const outcomes = await stage.work(claimed.job, revision(), new AbortController().signal);
    return stage.commit(claimed.lease, outcomes, claimed.job);
  };

  it('sends every document of the revision and keeps one accepted outcome each', async () => {
    expect(await deliver(await archive.start())).toEqual({ outcome: 'done' });
    expect(archive.instances.size).toBe(2);
    expect(revision()).toMatchObject({ state: 'delivered', deliveries: [{ status: 0 }, { status: 0 }] });
  });

  it('waits for an archive that does not answer, and the documents are as they were', async () => {
    expect(await deliver(await freePort())).toEqual({ outcome: 'retry', code: 'delivery.unreachable' });
    expect(parts.queue.list({ state: 'ready' })).toMatchObject([
      { kind: 'deliver', error: { code: 'delivery.unreachable' } },
    ]);
  });

  it('does not send again what the destination has accepted', async () => {
    const port = await archive.start();
    const [accepted] = revision().documents;
    const error = { code: 'delivery.out-of-resources', message: '' } as const;
    const outcomes = [
      { sopInstanceUid: accepted.sopInstanceUid, status: 0 },
      { sopInstanceUid: revision().documents[1].sopInstanceUid, status: 0xa700, error },
    ];
    parts.registry.recordDelivery(claimed.lease, outcomes, { retryAt: 30, error }, 25);
    claimed = claim(parts.queue, 'deliver', 40);
    expect(await deliver(port)).toEqual({ outcome: 'done' });
    expect([...archive.instances.keys()]).toEqual([revision().documents[1].sopInstanceUid]);
  });

  it('parks a job whose destination is no longer configured', async () => {
    const work = stageTo(1, 'OTHER').work(claimed.job, revision(), new AbortController().signal);
    await expect(work).rejects.toMatchObject({ code: 'delivery.destination-unknown' });
  });

  it('waits while anything may still pass, though another document was refused for good', () => {
    const [first, second] = revision().documents.map(({ sopInstanceUid }) => sopInstanceUid) as [
      SopInstanceUid,
      SopInstanceUid,
    ];
    const refused = { sopInstanceUid: first, error: { code: 'delivery.context-refused', message: '' } } as const;
    const busy = { sopInstanceUid: second, error: { code: 'delivery.out-of-resources', message: '' } } as const;
    expect(stageTo(1).commit(claimed.lease, [refused, busy], claimed.job)).toEqual({
      outcome: 'retry',
      code: 'delivery.out-of-resources',
    });
  });

  it('parks when all that failed was refused for good', () => {
    const outcomes = revision().documents.map(({ sopInstanceUid }) => ({
      sopInstanceUid,
      error: { code: 'delivery.refused', message: 'Status 0xa900.' } as const,
    }));
    expect(stageTo(1).commit(claimed.lease, outcomes, claimed.job)).toEqual({
      outcome: 'parked',
      code: 'delivery.refused',
    });
    expect(revision().state).toBe('parked');
  });
});
