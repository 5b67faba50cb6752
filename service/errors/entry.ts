/**
 * What the registry knows of an error code. The class alone decides what happens next (operate/retry-policy.ts);
 * `dimse` and `http` are what a peer or an API client is told; `summary` and `action` are written for people.
 */

/**
 * - `refused`: untrusted input, answered with a status; nothing was kept.
 * - `unsuitable`: valid but not analysable; a result that the reader sees, not a failure.
 * - `transient`: expected to pass; retried with backoff.
 * - `ambiguous`: the outcome is unknown; retried, which is safe because our UIDs are derived.
 * - `permanent`: will not pass by itself; parked for an operator.
 * - `fault`: our bug; parked, with the stack kept.
 */
export type ErrorClass = 'refused' | 'unsuitable' | 'transient' | 'ambiguous' | 'permanent' | 'fault';

export interface ErrorEntry {
  readonly class: ErrorClass;
  /** C-STORE response status (PS3.4 §B.2.3, PS3.7 Annex C), where a peer can be told by one. */
  readonly dimse?: number;
  readonly http: number;
  /** One sentence: what happened. No patient attribute, no UID: those go into the error's details. */
  readonly summary: string;
  /** One sentence: what the person who reads it should do. */
  readonly action: string;
}

export type ErrorTable = Readonly<Record<string, ErrorEntry>>;
