/**
 * CommitmentPeer over TCP and TLS: Storage Commitment (PS3.4 Annex J) on associations that we open. As SCU we ask by N-ACTION
 * and may hear the answer on the spot; as SCP we bring a report to the one that asked us.
 */
import { PROCESSING_FAILURE, SUCCESS, UNRECOGNIZED_OPERATION } from '../../service/dicom/dimse-status.js';
import { inOnePiece } from '../../service/dicom/part10-source.js';
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from '../../service/dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { CommitmentPeer, CommitmentReport } from '../../service/ports/storage-commitment.js';
import { statusFailure } from './association-failure.js';
import { COMMAND, encodeActionRequest, encodeEventReportRequest } from './command-set.js';
import {
  decodeEventInformation,
  encodeActionInformation,
  encodeEventInformation,
  eventTypeOf,
  REQUEST_COMMITMENT,
} from './commitment-data-set.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';
import type { PeerRequest, Requestor } from './requestor.js';
import { withAssociation } from './with-association.js';

export interface CommitmentPeerOptions {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}

const CONTEXT = {
  id: 1,
  abstractSyntax: STORAGE_COMMITMENT,
  transferSyntaxes: [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN],
};
const INSTANCE = { sopClassUid: STORAGE_COMMITMENT, sopInstanceUid: STORAGE_COMMITMENT_INSTANCE };
/** A report comes from the SCP, and this time we are the one who calls (PS3.4 §J.3.3, PS3.7 §D.3.3.4). */
const WE_ARE_SCP = [{ sopClassUid: STORAGE_COMMITMENT, scu: false, scp: true }];

export function createCommitmentPeer(options: CommitmentPeerOptions): CommitmentPeer {
  return {
    async requestCommitment(destination, request, { signal, waitMs }) {
      let report: CommitmentReport | undefined;
      const serve = (asked: PeerRequest) => {
        if (asked.command.commandField !== COMMAND.eventReportRequest) return UNRECOGNIZED_OPERATION;
        const reported = reportIn(asked);
        // One of another transaction is not for this call to keep: refused here, it comes to our listener.
        if (reported?.transactionUid !== request.transactionUid) return PROCESSING_FAILURE;
        report = reported;
        return SUCCESS;
      };
      const proposal = { contexts: [CONTEXT], serve };
      await withAssociation({ destination, proposal, options: { ...options, signal } }, async (association) => {
        const transferSyntaxUid = syntaxOf(association);
        const status = await association.perform({
          contextId: CONTEXT.id,
          command: (messageId) => encodeActionRequest(messageId, { ...INSTANCE, typeId: REQUEST_COMMITMENT }),
          dataSet: inOnePiece(encodeActionInformation(request, transferSyntaxUid)),
        });
        const failure = statusFailure(status, 'commitment.refused');
        if (failure) throw failure;
        await listenFor(association, waitMs, () => report !== undefined);
      });
      return report;
    },
    async reportCommitment(destination, report, signal) {
      const proposal = { contexts: [CONTEXT], roles: WE_ARE_SCP };
      await withAssociation({ destination, proposal, options: { ...options, signal } }, async (association) => {
        const transferSyntaxUid = syntaxOf(association);
        const status = await association.perform({
          contextId: CONTEXT.id,
          command: (messageId) => encodeEventReportRequest(messageId, { ...INSTANCE, typeId: eventTypeOf(report) }),
          dataSet: inOnePiece(encodeEventInformation(report, transferSyntaxUid)),
        });
        const failure = statusFailure(status, 'commitment.refused');
        if (failure) throw failure;
      });
    },
  };
}

/** The transfer syntax in which the peer takes part in Storage Commitment. @throws CambiumError `commitment.refused` */
function syntaxOf(association: Requestor): string {
  const transferSyntaxUid = association.transferSyntax(CONTEXT.id);
  if (transferSyntaxUid) return transferSyntaxUid;
  throw new CambiumError('commitment.refused', 'It does not accept the SOP Class.');
}

/** Undefined if it cannot be read. */
function reportIn({ dataSet, transferSyntaxUid }: PeerRequest): CommitmentReport | undefined {
  try {
    return decodeEventInformation(dataSet, transferSyntaxUid);
  } catch (error) {
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}

/** Our request is accepted: if the association breaks while the report is waited for, it comes on another. */
async function listenFor(association: Requestor, waitMs: number, isThere: () => boolean): Promise<void> {
  try {
    await association.listen(waitMs, isThere);
  } catch (error) {
    if (!(error instanceof ConnectionEnded || error instanceof ProtocolError)) throw error;
  }
}
