/**
 * Operations of Storage Commitment (PS3.4 Annex J) that a peer asks of us: N-ACTION, by which it asks whether we hold its
 * instances, and N-EVENT-REPORT, by which an archive tells what it holds of ours. Both have small data sets, which are kept
 * until they are whole.
 */
import {
  type DimseStatus,
  INVALID_ARGUMENT_VALUE,
  NO_SUCH_ACTION,
  NO_SUCH_EVENT_TYPE,
  NO_SUCH_OBJECT_INSTANCE,
  RESOURCE_LIMITATION,
  UNRECOGNIZED_OPERATION,
} from '../../service/dicom/dimse-status.js';
import { STORAGE_COMMITMENT_INSTANCE } from '../../service/dicom/sop-class.js';
import { CambiumError } from '../../service/errors/registry.js';
import { CollectedBytes } from './collected-bytes.js';
import {
  decodeActionInformation,
  decodeEventInformation,
  EVENT_TYPE,
  REQUEST_COMMITMENT,
} from './commitment-data-set.js';
import { answer, type Operation, type Request } from './operation.js';

/** Some thirty thousand references. */
const MAX_INFORMATION_BYTES = 4 * 1024 * 1024;

/** N-ACTION (PS3.4 §J.3.2). */
export function commitmentAction({ command, context, association, handlers, reportLater }: Request): Operation {
  const { requestCommitment } = handlers;
  if (!requestCommitment) return answer(UNRECOGNIZED_OPERATION);
  if (command.affectedSopInstanceUid !== STORAGE_COMMITMENT_INSTANCE) return answer(NO_SUCH_OBJECT_INSTANCE);
  if (command.typeId !== REQUEST_COMMITMENT) return answer(NO_SUCH_ACTION);
  return new Collecting(async (information) => {
    const request = decodeActionInformation(information, context.transferSyntax);
    const { status, report } = await requestCommitment.call(handlers, association, request);
    if (report) reportLater(report);
    return status;
  });
}

/** N-EVENT-REPORT (PS3.4 §J.3.3). */
export function commitmentEvent({ command, context, association, handlers }: Request): Operation {
  const { commitmentReported } = handlers;
  if (!commitmentReported) return answer(UNRECOGNIZED_OPERATION);
  if (!Object.values<number | undefined>(EVENT_TYPE).includes(command.typeId)) return answer(NO_SUCH_EVENT_TYPE);
  return new Collecting((information) => {
    const report = decodeEventInformation(information, context.transferSyntax);
    return commitmentReported.call(handlers, association, report);
  });
}

class Collecting implements Operation {
  readonly #information = new CollectedBytes(MAX_INFORMATION_BYTES);
  #tooLong = false;

  constructor(readonly perform: (information: Buffer) => Promise<DimseStatus>) {}

  write(bytes: Buffer): void {
    if (this.#tooLong || this.#information.add(bytes)) return;
    this.#tooLong = true;
    this.#information.take();
  }

  async end(): Promise<DimseStatus> {
    if (this.#tooLong) return RESOURCE_LIMITATION;
    try {
      return await this.perform(this.#information.take());
    } catch (error) {
      if (error instanceof CambiumError && error.code === 'instance.unreadable') return INVALID_ARGUMENT_VALUE;
      throw error;
    }
  }

  abort(): void {
    this.#information.take();
  }
}
