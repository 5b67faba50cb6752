/**
 * ArchiveQuery over TCP and TLS: which of some instances an archive shows, by C-FIND at the IMAGE level of the Study Root
 * (PS3.4 §C.6.2.1). All of a series are asked for at once; those that were not shown then are asked for one by one, since not
 * every archive knows UID lists.
 */
import { inOnePiece } from '../../service/dicom/part10-source.js';
import { STUDY_ROOT_FIND } from '../../service/dicom/sop-class.js';
import { IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { ArchiveQuery, FindKey } from '../../service/ports/storage-commitment.js';
import { statusFailure } from './association-failure.js';
import { encodeFindRequest } from './command-set.js';
import { encodeIdentifier, type Query, sopInstanceIn } from './query-identifier.js';
import type { Requestor } from './requestor.js';
import { withAssociation } from './with-association.js';

export interface ArchiveQueryOptions {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}

/** The default transfer syntax, which every peer takes (PS3.5 §10.1): an identifier holds UIDs and nothing else. */
const CONTEXT = { id: 1, abstractSyntax: STUDY_ROOT_FIND, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] };
/** 64 characters each and a backslash: 6.5 kB, in reach of every peer. */
const MAX_UIDS_A_QUERY = 100;
/** Responses to one query: an archive that looks at no key shows the whole series, but not for ever. */
const MAX_RESPONSES = 10_000;

export function createArchiveQuery(options: ArchiveQueryOptions): ArchiveQuery {
  return {
    async find(destination, instances, signal) {
      const shown = new Set<string>();
      if (instances.length === 0) return shown;
      const purpose = { destination, proposal: { contexts: [CONTEXT] }, options: { ...options, signal } };
      await withAssociation(purpose, async (association) => {
        if (association.accepted([CONTEXT]).length === 0) throw refused('It does not accept Study Root – FIND.');
        // One that refuses a list may still take its members.
        for (const list of lists(instances)) await ask(association, list, shown);
        for (const key of instances) {
          if (shown.has(key.sopInstanceUid)) continue;
          const failure = await ask(association, { series: key, uids: [key.sopInstanceUid] }, shown);
          if (failure) throw failure;
        }
      });
      return new Set(instances.map(({ sopInstanceUid }) => sopInstanceUid).filter((uid) => shown.has(uid)));
    },
  };
}

/** One query; puts the instances that are shown into `shown`. @returns the failure its status is, if it is one */
async function ask(association: Requestor, query: Query, shown: Set<string>): Promise<CambiumError | undefined> {
  let responses = 0;
  const status = await association.perform({
    contextId: CONTEXT.id,
    command: (messageId) => encodeFindRequest(messageId, STUDY_ROOT_FIND),
    dataSet: inOnePiece(encodeIdentifier(query)),
    pending: (identifier) => {
      if (++responses > MAX_RESPONSES) {
        association.abort();
        throw refused(`It answered with more than ${MAX_RESPONSES} instances.`);
      }
      const uid = namedIn(identifier);
      if (uid) shown.add(uid);
    },
  });
  return statusFailure(status, 'query.refused');
}

function namedIn(identifier: Buffer): string | undefined {
  try {
    return sopInstanceIn(identifier);
  } catch (cause) {
    if (!(cause instanceof CambiumError)) throw cause;
    throw new CambiumError('query.refused', 'It answered with something that is no identifier.', { cause });
  }
}

/** Those that can be asked for together: above the level asked for, each key has one value (PS3.4 §C.4.1.2.1). */
function lists(instances: readonly FindKey[]): readonly Query[] {
  const queries: { readonly series: FindKey; readonly uids: string[] }[] = [];
  for (const key of instances) {
    const open = queries.find(({ series, uids }) => isSameSeries(series, key) && uids.length < MAX_UIDS_A_QUERY);
    if (open) open.uids.push(key.sopInstanceUid);
    else queries.push({ series: key, uids: [key.sopInstanceUid] });
  }
  return queries.filter(({ uids }) => uids.length > 1);
}

function isSameSeries(a: FindKey, b: FindKey): boolean {
  return a.studyInstanceUid === b.studyInstanceUid && a.seriesInstanceUid === b.seriesInstanceUid;
}

function refused(why: string): CambiumError {
  return new CambiumError('query.refused', why);
}
