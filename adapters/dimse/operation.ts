/**
 * Operation: what a request of the peer has begun. It takes the bytes of its data set as they come and, when all have, gives
 * the status of the response.
 */
import type { DimseStatus } from '../../service/dicom/dimse-status.js';
import type { Association, ListenerHandlers, Service } from '../../service/ports/dicom-listener.js';
import type { CommitmentReport } from '../../service/ports/storage-commitment.js';
import type { CommandSet } from './command-set.js';

/** An InstanceSink is one. */
export interface Operation {
  /** The next bytes, valid during the call only. */
  write(bytes: Buffer): void;
  /** Everything has come. */
  end(): DimseStatus | Promise<DimseStatus>;
  /** The association ended before. Instead of `end`. */
  abort(): void;
}

/** An accepted Presentation Context. */
export interface AcceptedContext {
  readonly id: number;
  readonly service: Service;
  readonly transferSyntax: string;
}

export interface Request {
  readonly command: CommandSet;
  readonly context: AcceptedContext;
  readonly association: Association;
  readonly handlers: ListenerHandlers;
  /** Takes a report that is to be sent in the request's context, once it has been answered. */
  readonly reportLater: (report: CommitmentReport) => void;
}

/** An operation whose answer is known; a data set is read without being kept. */
export function answer(status: DimseStatus): Operation {
  return { write: () => undefined, end: () => status, abort: () => undefined };
}
