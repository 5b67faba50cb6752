/** Which documents a destination is proven to keep; parts of their callers' commits. */
import type { DeliveryOfRevision } from '../../service/ports/commitment-ledger.js';
import type { Proof } from '../../service/ports/study-registry.js';
import type { Database } from './database.js';
import type { Trace } from './trace.js';

type Params = Readonly<Record<string, string | number>>;

/** Documents of the revision only, whatever else a report names. What an archive commits itself to, it has: no error stays. */
const PROVE = `
  UPDATE deliveries SET proof = @proof, proven_at = @now, error_code = NULL, error_message = NULL
  WHERE destination = @destination AND proven_at IS NULL AND sop_instance_uid = (
    SELECT sop_instance_uid FROM documents
    WHERE sop_instance_uid = @uid AND study_instance_uid = @studyInstanceUid AND revision = @revision)`;

const UNPROVEN = `
  SELECT count(*) FROM documents LEFT JOIN deliveries
    ON deliveries.sop_instance_uid = documents.sop_instance_uid AND destination = @destination
  WHERE study_instance_uid = @studyInstanceUid AND revision = @revision AND proven_at IS NULL`;

const EVENT = { commit: 'document.committed', find: 'document.seen' } as const satisfies Record<Proof, string>;

export class Proofs {
  readonly #prove;
  readonly #unproven;

  constructor(
    db: Database,
    readonly trace: Trace,
  ) {
    this.#prove = db.prepare<Params>(PROVE);
    this.#unproven = db.prepare<Params, number>(UNPROVEN).pluck();
  }

  /** Once proven, a document stays so until it is sent again. */
  prove(
    uid: string,
    { studyInstanceUid, revision, destination }: DeliveryOfRevision,
    by: { proof: Proof; now: number },
  ): void {
    const { changes } = this.#prove.run({ uid, studyInstanceUid, revision, destination, ...by });
    if (changes === 0) return;
    const message = `${uid} by ${destination}.`;
    this.trace.append(studyInstanceUid, { at: by.now, stage: 'deliver', event: EVENT[by.proof], message });
  }

  unproven({ studyInstanceUid, revision, destination }: DeliveryOfRevision): number {
    return this.#unproven.get({ studyInstanceUid, revision, destination }) ?? 0;
  }
}
