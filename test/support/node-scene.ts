/**
 * The scene of a test with a whole node: a scanner that keeps what has been acknowledged, a node in its own process that
 * may be killed, an archive that outlives it. `verify` counts what is there at the end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { composeStore } from '../../service/compose-store.js';
import { configSchema } from '../../service/config.js';
import { COMPREHENSIVE_SR, SECONDARY_CAPTURE_IMAGE } from '../../service/dicom/sop-class.js';
import type { StudyRevision } from '../../service/ports/study-registry.js';
import { Archive } from './archive.js';
import { NodeProcess } from './node-process.js';
import { asStored, type TinyCt } from './tiny-ct.js';

const QUIET_SECONDS = 1;
const PATIENCE_MS = 60_000;

export class NodeScene {
  /** SOP Instance UIDs the node has answered with Success. */
  readonly acknowledged = new Set<string>();

  private constructor(
    readonly node: NodeProcess,
    readonly archive: Archive,
    readonly dataDir: string,
  ) {}

  /** @param parent of the data folder, if it is to lie on a disk of its own. */
  static async set(parent = tmpdir()): Promise<NodeScene> {
    const dataDir = await mkdtemp(join(parent, 'cambium-crash-'));
    const archive = new Archive('ARCHIVE');
    const archivePort = await archive.start();
    const config = configSchema.parse({
      node: { host: '127.0.0.1', port: 0 },
      storage: { dataDir, refuseAbovePercent: 100, reserveMegabytes: 0 },
      peers: { SCANNER: { address: '127.0.0.1' }, ARCHIVE: { address: '127.0.0.1', port: archivePort } },
      assemble: { quietSeconds: QUIET_SECONDS },
      deliver: { destinations: ['ARCHIVE'] },
      http: { port: 0 },
      log: { level: 'silent' },
    });
    return new NodeScene(new NodeProcess(config), archive, dataDir);
  }

  /**
   * Sends what has not been acknowledged yet; a node that dies meanwhile leaves the rest for the next call. Returns the
   * statuses that came, each once.
   */
  async send({ instances }: TinyCt): Promise<ReadonlySet<number>> {
    const scu = createStorageScu({ callingAeTitle: 'SCANNER', timeoutMs: 10_000 });
    const rest = instances.filter(({ sopInstanceUid }) => !this.acknowledged.has(sopInstanceUid));
    const statuses = new Set<number>();
    if (rest.length === 0) return statuses;
    const node = { name: 'CAMBIUM', aeTitle: 'CAMBIUM', host: '127.0.0.1', port: this.node.port };
    for (const { sopInstanceUid, status } of await scu.store(node, rest, AbortSignal.timeout(PATIENCE_MS))) {
      if (status !== undefined) statuses.add(status);
      if (status === 0) this.acknowledged.add(sopInstanceUid);
    }
    return statuses;
  }

  /** Longer than quiet time and the sweep that ends it: whatever was to be closed is closed. */
  async quiet(): Promise<void> {
    await sleep((QUIET_SECONDS + 2) * 1000);
  }

  /** Waits until the study has at least `revision` revisions, the newest delivered. */
  async settled({ studyInstanceUid }: TinyCt, revision = 1): Promise<StudyRevision> {
    const store = composeStore(this.node.config, { readonly: true });
    try {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
        const [study] = store.registry.studies({}).filter((summary) => summary.studyInstanceUid === studyInstanceUid);
        if (study?.state !== 'delivered' || study.revision < revision) continue;
        const newest = store.registry.revision(studyInstanceUid);
        if (newest) return newest;
      }
      throw new Error(`Not delivered in time: ${JSON.stringify(store.queue.list({}))}`);
    } finally {
      store.close();
    }
  }

  /** What is missing or wrong after studies have settled, in words; empty if all is well. */
  async verify(studies: readonly TinyCt[]): Promise<readonly string[]> {
    const store = composeStore(this.node.config, { readonly: true });
    try {
      const expected = new Set<string>();
      const faults: string[] = [];
      for (const study of studies) {
        faults.push(...(await this.#missingInstances(study, store)));
        for (const revision of revisionsOf(study, store)) {
          faults.push(...incompleteDocuments(revision));
          for (const { sopInstanceUid } of revision.documents) expected.add(sopInstanceUid);
        }
      }
      const arrived = [...this.archive.instances.keys()];
      faults.push(...[...expected].filter((uid) => !arrived.includes(uid)).map((uid) => `not in the archive: ${uid}`));
      faults.push(
        ...arrived.filter((uid) => !expected.has(uid)).map((uid) => `in the archive, of no revision: ${uid}`),
      );
      faults.push(...[...this.archive.differing].map((uid) => `came twice with different bytes: ${uid}`));
      return faults;
    } finally {
      store.close();
    }
  }

  async #missingInstances({ studyInstanceUid, instances }: TinyCt, store: Store): Promise<readonly string[]> {
    const stored = new Map<string, string>(
      store.registry
        .revision(studyInstanceUid)
        ?.instances.map(({ header, object }) => [header.sopInstanceUid, object.key]),
    );
    const faults: string[] = [];
    for (const instance of instances.filter(({ sopInstanceUid }) => this.acknowledged.has(sopInstanceUid))) {
      const key = stored.get(instance.sopInstanceUid);
      if (!key) faults.push(`acknowledged, but in no revision: ${instance.sopInstanceUid}`);
      else if (!(await store.instances.get(key)).equals(asStored(instance)))
        faults.push(`other bytes: ${instance.sopInstanceUid}`);
    }
    return faults;
  }

  async strike(): Promise<void> {
    await this.node.kill();
    await this.archive.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

type Store = ReturnType<typeof composeStore>;

function revisionsOf({ studyInstanceUid }: TinyCt, { registry }: Store): readonly StudyRevision[] {
  const newest = registry.revision(studyInstanceUid)?.revision ?? 0;
  return Array.from({ length: newest }, (_, i) => registry.revision(studyInstanceUid, i + 1)).filter(
    (found) => found !== undefined,
  );
}

/** A revision that was superseded before its report has no document; any other has one SR and its captures. */
function incompleteDocuments({ revision, documents }: StudyRevision): readonly string[] {
  const count = (uid: string) => documents.filter(({ sopClassUid }) => sopClassUid === uid).length;
  if (documents.length === 0 || (count(COMPREHENSIVE_SR) === 1 && count(SECONDARY_CAPTURE_IMAGE) > 0)) return [];
  return [`revision ${revision} has ${count(COMPREHENSIVE_SR)} SR and ${count(SECONDARY_CAPTURE_IMAGE)} SC`];
}
