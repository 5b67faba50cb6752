/** The half of the ledger that peers write: requests until their reports have been delivered. */
import type { CommitmentLedger, KeptRequest, PeerRequest } from '../../service/ports/commitment-ledger.js';
import type { SopReference } from '../../service/ports/storage-commitment.js';
import { commit, type Database } from './database.js';

/** A peer whose report was given up has so long to be looked into. */
const KEEP_GIVEN_UP_MS = 30 * 24 * 3_600_000;

interface RequestRow {
  readonly peer: string;
  readonly transaction_uid: string;
  readonly sop_references: string;
  readonly requested_at: number;
  readonly attempts: number;
}

const KEEP = `
  INSERT INTO commitment_requests (peer, transaction_uid, sop_references, requested_at, due_at, attempts)
  VALUES (@peer, @transactionUid, @references, @now, @dueAt, 0)
  ON CONFLICT DO UPDATE SET
    requested_at = excluded.requested_at, due_at = excluded.due_at, attempts = 0, error_code = NULL, error_message = NULL`;

const POSTPONE = `
  UPDATE commitment_requests
  SET due_at = @at, attempts = attempts + 1, error_code = @code, error_message = @message
  WHERE peer = @peer AND transaction_uid = @transactionUid`;

type RequestMethods = Pick<CommitmentLedger, 'keep' | 'due' | 'makeDue' | 'reported' | 'postpone'>;

export function requestsOfPeers(db: Database): RequestMethods {
  const known = db
    .prepare<[string, string], string>(
      'SELECT sop_references FROM commitment_requests WHERE peer = ? AND transaction_uid = ?',
    )
    .pluck();
  const keep = db.prepare<unknown[]>(KEEP);
  const prune = db.prepare<[number]>('DELETE FROM commitment_requests WHERE due_at IS NULL AND requested_at < ?');
  const due = db.prepare<[number], RequestRow>(
    'SELECT * FROM commitment_requests WHERE due_at <= ? ORDER BY due_at LIMIT 1',
  );
  const makeDue = db.prepare<[number, string, string]>(
    'UPDATE commitment_requests SET due_at = ? WHERE peer = ? AND transaction_uid = ?',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM commitment_requests WHERE peer = ? AND transaction_uid = ?');
  const postpone = db.prepare<unknown[]>(POSTPONE);
  const putOff = db.prepare<[number, string]>(
    'UPDATE commitment_requests SET due_at = max(due_at, ?) WHERE peer = ? AND due_at IS NOT NULL',
  );
  return {
    keep: commit(db, ({ peer, transactionUid, references: asked }: PeerRequest, { now, dueAt }) => {
      const references = JSON.stringify(asked);
      if ((known.get(peer, transactionUid) ?? references) !== references) return 'in-use';
      prune.run(now - KEEP_GIVEN_UP_MS);
      keep.run({ peer, transactionUid, references, now, dueAt });
      return 'kept';
    }),
    due: (now) => {
      const row = due.get(now);
      return row && toRequest(row);
    },
    makeDue: commit(db, ({ peer, transactionUid }, now) => {
      makeDue.run(now, peer, transactionUid);
    }),
    reported: commit(db, ({ peer, transactionUid }) => {
      remove.run(peer, transactionUid);
    }),
    postpone: commit(db, ({ peer, transactionUid }, { at, error: { code, message } }) => {
      postpone.run({ peer, transactionUid, at: at ?? null, code, message });
      if (at !== undefined) putOff.run(at, peer);
    }),
  };
}

function toRequest(row: RequestRow): KeptRequest {
  return {
    peer: row.peer,
    transactionUid: row.transaction_uid,
    references: JSON.parse(row.sop_references) as readonly SopReference[],
    requestedAt: row.requested_at,
    attempts: row.attempts,
  };
}
