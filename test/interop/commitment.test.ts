/** Storage Commitment both ways with Orthanc, also with the node killed between N-ACTION and N-EVENT-REPORT. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { createCommitmentLedger } from '../../adapters/sqlite/commitment-ledger.js';
import { openDatabase } from '../../adapters/sqlite/database.js';
import { createJobQueue } from '../../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../../adapters/sqlite/study-registry.js';
import { registryPath } from '../../service/compose-store.js';
import { type Config, configSchema } from '../../service/config.js';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import { deriveUid } from '../../service/dicom/uid.js';
import type { CommitmentLedger } from '../../service/ports/commitment-ledger.js';
import type { JobQueue } from '../../service/ports/job-queue.js';
import type { StudyRegistry, StudyRevision } from '../../service/ports/study-registry.js';
import { freePort } from '../support/free-port.js';
import { Gate } from '../support/gate.js';
import { NodeProcess } from '../support/node-process.js';
import { Orthanc } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';

const PATIENCE_MS = 60_000;
const TEST = { timeout: 180_000 };

interface OrthancCommitment {
  readonly Status: 'Pending' | 'Success' | 'Failure';
  readonly Success: readonly { readonly SOPInstanceUID: string }[];
  readonly Failures: readonly { readonly SOPInstanceUID: string; readonly Code: number }[];
}

withPeer('orthanc', 'Storage Commitment with Orthanc', () => {
  let folder: string;
  let orthanc: Orthanc;
  /** Where Orthanc reaches the node, and the node Orthanc. */
  let toNode: Gate;
  let toOrthanc: Gate;
  let node: NodeProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-commitment-'));
    [toNode, toOrthanc] = [await Gate.create(), await Gate.create()];
    orthanc = await Orthanc.create(join(folder, 'archive'), {
      DicomModalities: { cambium: ['CAMBIUM', '127.0.0.1', toNode.port] },
    });
    await orthanc.start();
  });
  afterEach(async () => {
    await node.kill('SIGKILL');
    await Promise.all([orthanc.stop(), toNode.shut(), toOrthanc.shut()]);
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (proof: Config['peers'][string]['proof'], port = toOrthanc.port) => {
    const peer = { address: '127.0.0.1', port, proof, may: ['store', 'echo', 'commit'] };
    const config = configSchema.parse({
      node: { host: '127.0.0.1', port: await freePort() },
      storage: { dataDir: join(folder, 'data'), refuseAbovePercent: 100 },
      peers: { SCANNER: { address: '127.0.0.1' }, ARCHIVE: peer },
      assemble: { quietSeconds: 1 },
      deliver: { destinations: ['ARCHIVE'] },
      http: { port: 0 },
      log: { level: 'silent' },
    });
    node = new NodeProcess(config);
    await node.start();
  };
  const restart = async () => {
    await node.kill('SIGKILL');
    await node.start();
  };

  const scan = async (name: string) => {
    const study = tinyCt(name);
    const scu = createStorageScu({ callingAeTitle: 'SCANNER', timeoutMs: 10_000 });
    const scanned = { name: 'CAMBIUM', aeTitle: 'CAMBIUM', host: '127.0.0.1', port: node.port };
    const outcomes = await scu.store(scanned, study.instances, AbortSignal.timeout(PATIENCE_MS));
    expect(outcomes.map(({ status }) => status)).toEqual(study.instances.map(() => 0));
    return study;
  };

  interface Books {
    readonly registry: StudyRegistry;
    readonly queue: JobQueue;
    readonly ledger: CommitmentLedger;
  }
  /** What the node has on its books, once it is there. */
  const onceIn = async <T>(look: (books: Books) => T | undefined): Promise<T> => {
    const db = openDatabase(registryPath(join(folder, 'data')), { readonly: true });
    try {
      const books = {
        registry: createStudyRegistry(db),
        queue: createJobQueue(db),
        ledger: createCommitmentLedger(db),
      };
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
        const found = look(books);
        if (found !== undefined) return found;
      }
      throw new Error(`Not in time: ${JSON.stringify(books.registry.studies({}))}`);
    } finally {
      db.close();
    }
  };
  const delivered = () =>
    onceIn(({ registry }): StudyRevision | undefined => {
      const [study] = registry.studies({ state: 'delivered' });
      return study && registry.revision(study.studyInstanceUid);
    });
  const standing = ({ registry, ledger }: Books) => {
    const [study] = registry.studies({});
    return ledger.standing({ studyInstanceUid: study.studyInstanceUid, revision: 1, destination: 'ARCHIVE' });
  };
  const proofs = ({ deliveries }: StudyRevision) => deliveries.map(({ status, proof }) => ({ status, proof }));
  const questions = () => onceIn((books) => standing(books).questions);

  it('has our documents when Orthanc commits itself to keep them', TEST, async () => {
    await start('commit');
    await toOrthanc.open(orthanc.dicomPort);
    await toNode.open(node.port);
    await scan('committed');
    expect(proofs(await delivered())).toEqual([
      { status: 0, proof: 'commit' },
      { status: 0, proof: 'commit' },
    ]);
    expect(await questions()).toBe(1);
  });

  it('takes Orthanc’s report though the node was killed after its question', TEST, async () => {
    await start('commit');
    await toOrthanc.open(orthanc.dicomPort);
    await scan('killed after the question');
    const [job] = await failedJobs();
    // The node does not wait on its question's association any more, and would ask again only a minute later.
    await onceIn(({ queue }) => queue.list({ state: 'ready' }).find(({ runAt }) => runAt > Date.now() + 30_000));
    await restart();
    await toNode.open(node.port);
    await orthanc.post(`jobs/${job}/resubmit`);
    expect(proofs(await delivered())).toEqual([
      { status: 0, proof: 'commit' },
      { status: 0, proof: 'commit' },
    ]);
    expect(await questions()).toBe(1);
  });

  it('has our documents when Orthanc shows them', TEST, async () => {
    await start('find');
    await toOrthanc.open(orthanc.dicomPort);
    await scan('seen');
    expect(proofs(await delivered())).toEqual([
      { status: 0, proof: 'find' },
      { status: 0, proof: 'find' },
    ]);
  });

  it('commits itself to what Orthanc sent, and to nothing else', TEST, async () => {
    await start('none');
    await toOrthanc.open(orthanc.dicomPort);
    await toNode.open(node.port);
    const { instances } = await scan('asked for');
    const held = instances.map(({ sopInstanceUid }) => [CT_IMAGE, sopInstanceUid]);
    const all = await committed(await ask(held));
    expect(all).toMatchObject({ Status: 'Success', Failures: [] });
    expect(all.Success).toHaveLength(held.length);
    const unknown = deriveUid('never stored');
    const some = await committed(await ask([...held, [CT_IMAGE, unknown]]));
    expect(some).toMatchObject({ Status: 'Failure', Failures: [{ SOPInstanceUID: unknown }] });
    expect(some.Success).toHaveLength(held.length);
  });

  it('reports to Orthanc though the node was killed after Orthanc’s request', TEST, async () => {
    await start('none');
    await toNode.open(node.port);
    const { instances } = await scan('killed before the report');
    const path = await ask(instances.map(({ sopInstanceUid }) => [CT_IMAGE, sopInstanceUid]));
    const request = await onceIn(({ ledger }) => ledger.due(Number.MAX_SAFE_INTEGER));
    expect(request.references).toHaveLength(instances.length);
    await restart();
    expect(await orthanc.get<OrthancCommitment>(path)).toMatchObject({ Status: 'Pending' });
    await toOrthanc.open(orthanc.dicomPort);
    expect(await committed(path)).toMatchObject({ Status: 'Success', Failures: [] });
  });

  /** Orthanc asks the node; where its REST API tells what came of it. */
  async function ask(instances: readonly (readonly string[])[]): Promise<string> {
    const body = { DicomInstances: instances };
    const { Path } = await orthanc.post<{ Path: string }>('modalities/cambium/storage-commitment', body);
    return Path.slice(1);
  }

  async function committed(path: string): Promise<OrthancCommitment> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      const report = await orthanc.get<OrthancCommitment>(path);
      if (report.Status !== 'Pending') return report;
    }
    throw new Error('Orthanc has no report.');
  }

  /** Jobs with which Orthanc could not report to the node. */
  async function failedJobs(): Promise<readonly string[]> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      const jobs = await orthanc.get<readonly { ID: string; State: string }[]>('jobs?expand');
      const failed = jobs.filter(({ State }) => State === 'Failure');
      if (failed.length > 0) return failed.map(({ ID }) => ID);
    }
    throw new Error('Orthanc has reported.');
  }
});
