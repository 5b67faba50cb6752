/** What an acceptor says to an A-ASSOCIATE-RQ (PS3.8 §7.1, PS3.7 Annex D.3): the answer, and what is then spoken. */
import { STORAGE_COMMITMENT } from '../../service/dicom/sop-class.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import type { Association, ListenerHandlers, Rejection } from '../../service/ports/dicom-listener.js';
import {
  APPLICATION_CONTEXT,
  type AssociateRequest,
  CONTEXT_RESULT,
  encodeAssociateAccept,
  type RoleSelection,
} from './associate-pdu.js';
import { answerContext, type Permits, serviceOf } from './negotiate-contexts.js';
import type { AcceptedContext } from './operation.js';
import type { ExtendedNegotiation } from './user-information.js';

export interface Accepted {
  /** A-ASSOCIATE-AC. */
  readonly pdu: Buffer;
  /** By id. */
  readonly contexts: ReadonlyMap<number, AcceptedContext>;
}

export interface ProviderRejection extends Rejection {
  readonly code: ErrorCode;
  readonly message: string;
}

const UNSUPPORTED_VERSION: ProviderRejection = {
  ...{ result: 1, source: 2, reason: 2 },
  code: 'association.version-unsupported',
  message: 'Version 1 was not among those offered.',
};
const UNSUPPORTED_APPLICATION_CONTEXT: ProviderRejection = {
  ...{ result: 1, source: 1, reason: 2 },
  code: 'association.application-context-unsupported',
  message: 'Another application context was asked for.',
};

/** What the upper layer itself rejects before anyone is asked (PS3.8 Table 9-21); undefined if there is no reason. */
export function providerRejection({
  protocolVersions,
  applicationContext,
}: AssociateRequest): ProviderRejection | undefined {
  if ((protocolVersions & 1) === 0) return UNSUPPORTED_VERSION;
  return applicationContext === APPLICATION_CONTEXT ? undefined : UNSUPPORTED_APPLICATION_CONTEXT;
}

export interface Acceptance {
  readonly association: Association;
  readonly handlers: ListenerHandlers;
  /** The longest P-DATA-TF that we take. */
  readonly maxPduLength: number;
}

export function accept(request: AssociateRequest, { association, handlers, maxPduLength }: Acceptance): Accepted {
  const answers = request.contexts.map((context) => answerContext(context, permitsOf(association, handlers)));
  const accepted = answers.flatMap(({ id, result, transferSyntax }, index) => {
    const { abstractSyntax } = request.contexts[index];
    const service = serviceOf(abstractSyntax);
    return service && result === CONTEXT_RESULT.acceptance ? [{ id, abstractSyntax, service, transferSyntax }] : [];
  });
  const classes = new Set(accepted.map(({ abstractSyntax }) => abstractSyntax));
  const user = {
    maxPduLength,
    asynchronous: request.asynchronous,
    roles: ofClasses(request.roles, classes).map((role) => answerRole(role, handlers)),
    extended: ofClasses(request.extended, classes).flatMap(answerExtended),
  };
  return {
    pdu: encodeAssociateAccept(request, answers, user),
    contexts: new Map(accepted.map((context) => [context.id, context])),
  };
}

function permitsOf(association: Association, handlers: ListenerHandlers): Permits {
  const { requestCommitment, commitmentReported } = handlers;
  return (service) => {
    if (service === 'commit' && !requestCommitment && !commitmentReported) return undefined;
    return handlers.permits(association, service);
  };
}

/** One of each class that was accepted. */
function ofClasses<T extends { readonly sopClassUid: string }>(asked: readonly T[], classes: ReadonlySet<string>): T[] {
  const first = new Map(asked.toReversed().map((each) => [each.sopClassUid, each]));
  return asked.filter((each) => classes.has(each.sopClassUid) && first.get(each.sopClassUid) === each);
}

/**
 * PS3.7 §D.3.3.4: the requestor may be SCU, as by default. SCP it may be of Storage Commitment only: an archive that reports
 * on an association of its own.
 */
function answerRole({ sopClassUid, scu, scp }: RoleSelection, handlers: ListenerHandlers): RoleSelection {
  if (sopClassUid !== STORAGE_COMMITMENT) return { sopClassUid, scu, scp: false };
  const { requestCommitment, commitmentReported } = handlers;
  return { sopClassUid, scu: scu && requestCommitment !== undefined, scp: scp && commitmentReported !== undefined };
}

/**
 * PS3.4 §B.3.1 by byte: storage of level 2 (every attribute is kept), reserved, nothing said of digital signatures, reserved,
 * no element is coerced, reserved.
 */
const FULL_STORAGE = Buffer.from([2, 0, 0, 0, 0, 0]);

function answerExtended({ sopClassUid }: ExtendedNegotiation): readonly ExtendedNegotiation[] {
  return serviceOf(sopClassUid) === 'store' ? [{ sopClassUid, information: FULL_STORAGE }] : [];
}
