/**
 * DicomListener. The acceptor side of the network (PS3.7, PS3.8): Storage SCP and Verification SCP. It speaks the
 * protocol; what is let in and what is kept is decided by the two functions it is given.
 *
 * - AE titles, address and the number of open associations are put to `admit` before an association is accepted.
 * - Every Presentation Context of a storage class is accepted, in the transfer syntax the sender has its data in:
 *   a compressed one over an uncompressed one, never deflated if another is offered.
 * - `store` gets the bytes of the data set exactly as they came; the response leaves after it has resolved.
 * - At most one C-STORE of an association is in work at a time; an aborted one makes its `dataSet` throw.
 */
import type { DimseStatus } from '../dicom/dimse-status.js';

export interface Association {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** IP address of the requestor. */
  readonly address: string;
}

/** A-ASSOCIATE-RJ result, source and reason of PS3.8 §9.3.4. */
export interface Rejection {
  readonly result: 1 | 2;
  readonly source: 1 | 2 | 3;
  readonly reason: number;
}

export interface IncomingInstance {
  readonly association: Association;
  /** As the C-STORE command names them, unchecked. */
  readonly affectedSopClassUid: string;
  readonly affectedSopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly dataSet: AsyncIterable<Buffer>;
}

export interface ListenerHandlers {
  /** Undefined admits the association. @param openAssociations those open already, without this one. */
  admit(association: Association, openAssociations: number): Rejection | undefined;
  /** Never rejects: whatever happens becomes a status. */
  store(instance: IncomingInstance): Promise<DimseStatus>;
  /** Whether a peer may use a service on an admitted association; a context of another is refused. */
  permits(association: Association, service: 'store' | 'echo'): boolean;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly maxPduLength: number;
  /** Those `admit` lets in at most; connections far beyond are closed without a word. */
  readonly maxAssociations: number;
}

export interface DicomListener {
  /** Resolves with the port in use once associations are accepted (`port: 0` takes a free one). @throws `port.unavailable` */
  listen(options: ListenOptions, handlers: ListenerHandlers): Promise<number>;
  /** Takes no new association, lets open ones finish for `graceMs`, then ends them; resolves once every handler has returned. */
  close(graceMs: number): Promise<void>;
  /** Associations open now. */
  openAssociations(): number;
}
