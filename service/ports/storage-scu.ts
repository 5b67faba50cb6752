/**
 * StorageScu. The requestor side: our documents to a destination, and C-ECHO. Every document gets its own outcome: a
 * refused Presentation Context or a failed status of one does not keep the others from being sent.
 */
import type { SopInstanceUid } from '../dicom/uid.js';
import type { DeliveryOutcome } from './study-registry.js';

export interface Destination {
  /** The peer's name in the configuration. */
  readonly name: string;
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
}

export interface OutgoingInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: SopInstanceUid;
  readonly transferSyntaxUid: string;
  /** A Part 10 file. */
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
   * Sends each instance in one association and returns one outcome an instance, in their order. `error` is set unless
   * the status is Success or a Warning: `delivery.unreachable`, `.association-rejected`, `.aborted`, `.out-of-resources`,
   * `.context-refused`, `.refused`. Rejects only when `signal` aborts.
   */
  store(
    destination: Destination,
    instances: readonly OutgoingInstance[],
    signal: AbortSignal,
  ): Promise<readonly DeliveryOutcome[]>;
  /** C-ECHO; never rejects unless `signal` aborts. */
  echo(destination: Destination, signal: AbortSignal): Promise<EchoOutcome>;
}
