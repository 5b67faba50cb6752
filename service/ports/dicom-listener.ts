/**
 * DicomListener. The acceptor side of the network (PS3.7, PS3.8): Storage SCP, Verification SCP, Storage Commitment. It
 * speaks the protocol; what is let in and what is kept is decided by the functions it is given.
 *
 * - AE titles, address, certificate and the number of open associations are put to `admit` before an association is accepted.
 * - Every Presentation Context of a storage class is accepted, in the transfer syntax the sender has its data in:
 *   a compressed one over an uncompressed one, never deflated if another is offered.
 * - The bytes of a data set go to the sink exactly as they came, in the moment they come; the response leaves after its
 *   `end` has resolved. At most one operation of an association is in work at a time.
 */
import type { DimseStatus } from '../dicom/dimse-status.js';
import type { ErrorCode } from '../errors/registry.js';
import type { CommitmentReport, CommitmentRequest } from './storage-commitment.js';

/** Of a peer that proved who it is. */
export interface PeerCertificate {
  /** SHA-256 over the DER encoding, upper-case hex pairs separated by colons. */
  readonly fingerprint: string;
  /** Common Name of its subject, and its DNS and IP alternative names. */
  readonly names: readonly string[];
}

export interface Association {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** IP address of the requestor. */
  readonly address: string;
  /** Set on a TLS connection: its certificate, or `none` if it showed none. */
  readonly tls?: PeerCertificate | 'none';
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
}

/** Takes the data set of one C-STORE as it arrives. */
export interface InstanceSink {
  /** The next bytes, valid during the call only. Never throws: what is wrong is kept for the status. */
  write(bytes: Buffer): void;
  /** Everything has come. Resolves with the status of the response, never rejects. */
  end(): Promise<DimseStatus>;
  /** The association ended in the middle: nothing of the instance may stay. Instead of `end`. Never throws. */
  abort(): void;
}

export type Service = 'store' | 'echo' | 'commit';

/** Associations open already, without the one that is asked about. */
export interface OpenAssociations {
  readonly all: number;
  /** Of the same calling AE title. */
  readonly ofPeer: number;
}

/** An association, or a connection before one, that ended otherwise than by A-RELEASE. */
export interface EarlyEnd {
  readonly code: ErrorCode;
  readonly address: string;
  /** Absent before A-ASSOCIATE-RQ was understood. */
  readonly callingAeTitle?: string;
  /** What was wrong, without anything a peer sent in it. */
  readonly message: string;
}

export interface ListenerHandlers {
  /** Undefined admits the association. */
  admit(association: Association, open: OpenAssociations): Rejection | undefined;
  /** Whether a peer may use a service on an admitted association; a context of another is refused. */
  permits(association: Association, service: Service): boolean;
  store(instance: IncomingInstance): InstanceSink;
  /**
   * N-ACTION of Storage Commitment (PS3.4 §J.3.2): with Success the request is kept durably. The report, if one is given
   * back, is sent on this association as long as the peer keeps it open; `reported` hears how that went. Never rejects.
   */
  requestCommitment?(
    association: Association,
    request: CommitmentRequest,
  ): Promise<{ readonly status: DimseStatus; readonly report?: CommitmentReport }>;
  /** The peer's answer to a report that was sent on its own association; undefined if none came. */
  reported?(association: Association, report: CommitmentReport, status: DimseStatus | undefined): void;
  /** N-EVENT-REPORT of an archive that we asked for commitment, on an association it opened (PS3.4 §J.3.3). Never rejects. */
  commitmentReported?(association: Association, report: CommitmentReport): Promise<DimseStatus>;
  /** Told of every association that did not end well, refusals by `admit` excepted: those are the service's own. */
  ended(end: EarlyEnd): void;
}

/** Files in PEM; read again when they change. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Certificates of the authorities (or self-signed peers) whose peers are believed. */
  readonly authorities: readonly string[];
  /** Refuse a peer without a certificate in the handshake; else `admit` sees `none`. */
  readonly requireClientCertificate: boolean;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly maxPduLength: number;
  /** Those `admit` lets in at most; connections far beyond are closed without a word. */
  readonly maxAssociations: number;
  /** Absent: plain TCP. */
  readonly tls?: TlsFiles;
}

export interface DicomListener {
  /**
   * Resolves with the port in use once associations are accepted (`port: 0` takes a free one). Called again, it listens on
   * a second port as well. @throws `port.unavailable`, `tls.unusable`
   */
  listen(options: ListenOptions, handlers: ListenerHandlers): Promise<number>;
  /** Takes no new association, lets open ones finish for `graceMs`, then ends them; resolves once every handler has returned. */
  close(graceMs: number): Promise<void>;
  /** Associations open now. */
  openAssociations(): number;
}
