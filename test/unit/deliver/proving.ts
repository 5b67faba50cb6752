/** A deliver job for two documents at an archive that answers as a test says, on a registry of its own. */

import type { Config } from '../../../service/config.js';
import { deliverStage } from '../../../service/deliver/deliver-stage.js';
import { createReportTaker } from '../../../service/deliver/take-report.js';
import { CambiumError } from '../../../service/errors/registry.js';
import type { StageOutcome } from '../../../service/ports/stage.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { CommitmentReport, CommitmentRequest, FindKey } from '../../../service/ports/storage-commitment.js';
import type { StudyRevision } from '../../../service/ports/study-registry.js';
import { claim, closedStudy, type RegistryAndQueue, reported } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';

export const GIVE_UP_MS = 1_000_000;

export class Proving {
  readonly parts: RegistryAndQueue = sqliteParts();
  readonly events: StageEvent[] = [];
  /** What the archive was sent and asked, in order: how often, and for which documents. */
  readonly stored: (readonly string[])[] = [];
  readonly asked: CommitmentRequest[] = [];
  readonly found: (readonly FindKey[])[] = [];
  /** How the archive answers a question on its association. */
  report: (request: CommitmentRequest) => CommitmentReport | undefined = () => undefined;
  /** What it shows. */
  shown: ReadonlySet<string> = new Set();
  now = 1000;

  readonly #stage;
  readonly taker;

  constructor(proof: Config['peers'][string]['proof']) {
    closedStudy(this.parts);
    reported(this.parts, ['ARCHIVE']);
    const common = {
      ...this.parts,
      clock: { now: () => this.now },
      observe: (event: StageEvent) => this.events.push(event),
    };
    this.taker = createReportTaker(common);
    const archive = { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port: 104, proof };
    this.#stage = deliverStage({
      ...common,
      objects: { get: async () => Buffer.alloc(0) },
      scu: {
        store: async (_destination, instances) => {
          this.stored.push(instances.map(({ sopInstanceUid }) => sopInstanceUid));
          return instances.map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 }));
        },
      },
      commitment: {
        requestCommitment: async (_destination, request) => {
          this.asked.push(request);
          return this.report(request);
        },
      },
      query: {
        find: async (_destination, keys) => {
          this.found.push(keys);
          return this.shown;
        },
      },
      destinations: new Map([[archive.name, archive]]),
      giveUpMs: GIVE_UP_MS,
    });
  }

  /** One claim of the job at a time, by default when it is due. */
  async step(now = this.dueAt()): Promise<StageOutcome> {
    this.now = now;
    const { job, lease } = claim(this.parts.queue, 'deliver', now);
    const work = await this.#stage.work(job, this.revision(), new AbortController().signal);
    return this.#stage.commit(lease, work, job);
  }

  dueAt(): number {
    const due = this.parts.queue.list({ state: 'ready' }).find(({ kind }) => kind === 'deliver');
    if (!due) throw new Error('No deliver job waits.');
    return Math.max(due.runAt, this.now);
  }

  revision(): StudyRevision {
    const [{ studyInstanceUid }] = this.parts.registry.studies({});
    const revision = this.parts.registry.revision(studyInstanceUid);
    if (!revision) throw new CambiumError('study.unknown');
    return revision;
  }
}

export const committedAll = ({ transactionUid, references }: CommitmentRequest): CommitmentReport => ({
  transactionUid,
  committed: references,
  failed: [],
});
