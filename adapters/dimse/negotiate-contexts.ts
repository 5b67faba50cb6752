/** Answers to proposed Presentation Contexts (PS3.8 §9.3.3.2): which services are spoken, and in which transfer syntax. */
import { isStorageClass, STORAGE_COMMITMENT, VERIFICATION } from '../../service/dicom/sop-class.js';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  type TransferSyntax,
  transferSyntax,
} from '../../service/dicom/transfer-syntax.js';
import { isUid } from '../../service/dicom/uid.js';
import type { Service } from '../../service/ports/dicom-listener.js';
import { CONTEXT_RESULT, type ContextAnswer, type ProposedContext } from './associate-pdu.js';

/** Undefined: the service is not there at all. */
export type Permits = (service: Service) => boolean | undefined;

const WRITTEN: readonly string[] = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];

export function answerContext(
  { id, abstractSyntax, transferSyntaxes }: ProposedContext,
  permits: Permits,
): ContextAnswer {
  const answer = (
    result: ContextAnswer['result'],
    chosen = transferSyntaxes.find(isUid) ?? IMPLICIT_VR_LITTLE_ENDIAN,
  ) => ({ id, result, transferSyntax: chosen }) as const;
  const service = serviceOf(abstractSyntax);
  const permitted = service && permits(service);
  if (permitted === undefined) return answer(CONTEXT_RESULT.abstractSyntaxNotSupported);
  if (!permitted) return answer(CONTEXT_RESULT.userRejection);
  // What we write ourselves, the reports of commitment, we write in these.
  const usable = service === 'commit' ? transferSyntaxes.filter((uid) => WRITTEN.includes(uid)) : transferSyntaxes;
  const chosen = chooseTransferSyntax(usable);
  return chosen ? answer(CONTEXT_RESULT.acceptance, chosen) : answer(CONTEXT_RESULT.transferSyntaxesNotSupported);
}

/** The service of an abstract syntax, if this node speaks it. */
export function serviceOf(abstractSyntax: string): Service | undefined {
  if (abstractSyntax === VERIFICATION) return 'echo';
  if (abstractSyntax === STORAGE_COMMITMENT) return 'commit';
  return isStorageClass(abstractSyntax) ? 'store' : undefined;
}

/**
 * The syntax the sender most likely holds its data in: it offers a compressed one only if it does, and would have to
 * decompress for any other. Deflated last of all: a sender that deflates for us is ten times slower.
 */
const PREFERENCE: readonly ((syntax: TransferSyntax) => boolean)[] = [
  ({ encapsulated }) => encapsulated,
  ({ uid }) => uid === EXPLICIT_VR_LITTLE_ENDIAN,
  ({ uid }) => uid === IMPLICIT_VR_LITTLE_ENDIAN,
  ({ deflated }) => !deflated,
  () => true,
];

function chooseTransferSyntax(proposed: readonly string[]): string | undefined {
  const known = proposed.map(transferSyntax).filter((syntax) => syntax !== undefined);
  for (const preferred of PREFERENCE) {
    const found = known.find(preferred);
    if (found) return found.uid;
  }
  return undefined;
}
