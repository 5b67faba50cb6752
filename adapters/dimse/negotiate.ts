/** What an acceptor says to an A-ASSOCIATE-RQ (PS3.8 §7.1, PS3.7 Annex D.3): the answer, and what is then spoken. */
import { STORAGE_COMMITMENT } from '../../service/dicom/sop-class.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import type { Association, ListenerHandlers, Rejection } from '../../service/ports/dicom-listener.js';
import {
  APPLICATION_CONTEXT,
  type AssociateRequest,
  CONTEXT_RESULT,
  type ContextAnswer,
  type RoleSelection,
} from './associate-pdu.js';
import { answerContext, type Permits, serviceOf } from './negotiate-contexts.js';
import type { AcceptedContext } from './operation.js';
import type { ExtendedNegotiation } from './user-information.js';

export interface Negotiated {
  readonly answers: readonly ContextAnswer[];
  readonly roles: readonly RoleSelection[];
  readonly extended: readonly ExtendedNegotiation[];
  /** By id. */
  readonly accepted: ReadonlyMap<number, AcceptedContext>;
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

export function negotiate(request: AssociateRequest, association: Association, handlers: ListenerHandlers): Negotiated {
  const { requestCommitment, commitmentReported } = handlers;
  const permits: Permits = (service) => {
    if (service === 'commit' && !requestCommitment && !commitmentReported) return undefined;
    return handlers.permits(association, service);
  };
  const answers = request.contexts.map((context) => answerContext(context, permits));
  const accepted = new Map<number, AcceptedContext>();
  const classes = new Set<string>();
  for (const [index, { id, result, transferSyntax }] of answers.entries()) {
    const { abstractSyntax } = request.contexts[index];
    const service = serviceOf(abstractSyntax);
    if (result !== CONTEXT_RESULT.acceptance || !service) continue;
    accepted.set(id, { id, service, transferSyntax });
    classes.add(abstractSyntax);
  }
  const commitmentRoles = { scu: requestCommitment !== undefined, scp: commitmentReported !== undefined };
  return {
    answers,
    accepted,
    roles: ofClasses(request.roles, classes).map((role) => answerRole(role, commitmentRoles)),
    extended: ofClasses(request.extended, classes).flatMap(answerExtended),
  };
}

/** One of each class that was accepted. */
function ofClasses<T extends { readonly sopClassUid: string }>(asked: readonly T[], classes: ReadonlySet<string>): T[] {
  const first = new Map(asked.toReversed().map((each) => [each.sopClassUid, each]));
  return asked.filter((each) => classes.has(each.sopClassUid) && first.get(each.sopClassUid) === each);
}

interface Roles {
  readonly scu: boolean;
  readonly scp: boolean;
}

/**
 * PS3.7 §D.3.3.4: the requestor may be SCU, as by default. SCP it may be of Storage Commitment only: an archive that reports
 * on an association of its own.
 */
function answerRole({ sopClassUid, scu, scp }: RoleSelection, ofCommitment: Roles): RoleSelection {
  const may = sopClassUid === STORAGE_COMMITMENT ? ofCommitment : { scu: true, scp: false };
  return { sopClassUid, scu: scu && may.scu, scp: scp && may.scp };
}

/**
 * PS3.4 §B.3.1 by byte: storage of level 2 (every attribute is kept), reserved, nothing said of digital signatures, reserved,
 * no element is coerced, reserved.
 */
const FULL_STORAGE = Buffer.from([2, 0, 0, 0, 0, 0]);

function answerExtended({ sopClassUid }: ExtendedNegotiation): readonly ExtendedNegotiation[] {
  return serviceOf(sopClassUid) === 'store' ? [{ sopClassUid, information: FULL_STORAGE }] : [];
}
