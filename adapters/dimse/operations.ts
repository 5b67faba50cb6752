/** What a request's command set begins, by command field, and in which Presentation Contexts it may (PS3.7 §9.1, §10.1). */
import {
  type DimseStatus,
  SOP_CLASS_NOT_SUPPORTED,
  SUCCESS,
  UNRECOGNIZED_OPERATION,
} from '../../service/dicom/dimse-status.js';
import type { Service } from '../../service/ports/dicom-listener.js';
import { COMMAND } from './command-set.js';
import { commitmentAction, commitmentEvent } from './commitment-operations.js';
import { answer, type Operation, type Request } from './operation.js';

interface Known {
  readonly service: Service;
  begin(request: Request): Operation;
  /** The status in a context of another service. */
  readonly elsewhere: DimseStatus;
}

const KNOWN: Readonly<Record<number, Known>> = {
  // A context of Verification is open to peers that may not store.
  [COMMAND.storeRequest]: { service: 'store', begin: storeOperation, elsewhere: SOP_CLASS_NOT_SUPPORTED },
  [COMMAND.actionRequest]: { service: 'commit', begin: commitmentAction, elsewhere: UNRECOGNIZED_OPERATION },
  [COMMAND.eventReportRequest]: { service: 'commit', begin: commitmentEvent, elsewhere: UNRECOGNIZED_OPERATION },
};

export function beginOperation(request: Request): Operation {
  const { commandField, hasDataSet } = request.command;
  // In any context: peers ask whether we are there in the one they have.
  if (commandField === COMMAND.echoRequest && !hasDataSet) return answer(SUCCESS);
  const known = KNOWN[commandField];
  if (!known || !hasDataSet) return answer(UNRECOGNIZED_OPERATION);
  return known.service === request.context.service ? known.begin(request) : answer(known.elsewhere);
}

function storeOperation({ command, context, association, handlers }: Request): Operation {
  const { affectedSopClassUid, affectedSopInstanceUid } = command;
  const transferSyntaxUid = context.transferSyntax;
  return handlers.store({ association, affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid });
}
