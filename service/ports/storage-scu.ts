/**
 * StorageScu. The requestor side: our documents to a destination, and C-ECHO. Every document gets its own outcome: a
 * refused Presentation Context or a failed status of one does not keep the others from being sent.
 */
import type { Part10Source } from '../dicom/part10-source.js';
import type { SopInstanceUid } from '../dicom/uid.js';
import type { DeliveryOutcome } from './study-registry.js';

export interface Destination {
  /** The peer's name in the configuration. */
  readonly name: string;
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  /** Absent: plain TCP. */
  readonly tls?: DestinationTls;
}

/** How a destination is called over TLS: files in PEM, and who it may be. */
export interface DestinationTls {
  /** Our certificate and its key. */
  readonly certificate: string;
  readonly key: string;
  /** Certificates of the authorities (or self-signed peers) that are believed. */
  readonly authorities: readonly string[];
  /** SHA-256 fingerprints one of which its certificate must have; empty: any that an authority signed. */
  readonly fingerprints: readonly string[];
}

export interface OutgoingInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: SopInstanceUid;
  readonly transferSyntaxUid: string;
  /** A Part 10 file, in memory or read as it is sent. */
  readonly part10: Part10Source;
}

/** One whose file is in memory. */
export interface OutgoingFile extends OutgoingInstance {
  readonly part10: Buffer;
}

export interface EchoOutcome {
  readonly reachable: boolean;
  readonly accepted: boolean;
  readonly status?: number;
  readonly milliseconds: number;
  /** What went wrong, for people. */
  readonly message?: string;
}

export interface StorageScu {
  /**
   * Sends the instances in one association (a file of ours that cannot be read to its end costs a second one) and returns
   * one outcome an instance, in their order. Data sets leave as they lie there; one in Explicit VR Little Endian is written
   * anew in Implicit VR for a peer that takes nothing else. `error` is set unless the status is Success or a Warning:
   * `delivery.unreachable`, `.association-rejected`, `.aborted`, `.out-of-resources`, `.context-refused`, `.refused`, or the
   * error with which a file could not be read. Rejects only when `signal` aborts.
   */
  store(
    destination: Destination,
    instances: readonly OutgoingInstance[],
    signal: AbortSignal,
  ): Promise<readonly DeliveryOutcome[]>;
  /** C-ECHO; never rejects unless `signal` aborts. */
  echo(destination: Destination, signal: AbortSignal): Promise<EchoOutcome>;
}
