/**
 * The one registry of error codes, put together from a table for each stage. Code throws a registered code at the place
 * that knows why; retry, status and wording are looked up here. A test holds it equal to docs/errors.md.
 */
import { ANALYZE_ERRORS } from './analyze.js';
import { ASSEMBLE_ERRORS } from './assemble.js';
import { ASSOCIATION_ERRORS } from './associations.js';
import { COMMITMENT_ERRORS } from './commitment.js';
import { DELIVER_ERRORS } from './deliver.js';
import type { ErrorClass, ErrorEntry } from './entry.js';
import { OPERATE_ERRORS } from './operate.js';
import { RECEIVE_ERRORS } from './receive.js';
import { REPORT_ERRORS } from './report.js';
import { TLS_ERRORS } from './tls.js';

export const ERRORS = {
  ...ASSOCIATION_ERRORS,
  ...TLS_ERRORS,
  ...RECEIVE_ERRORS,
  ...ASSEMBLE_ERRORS,
  ...ANALYZE_ERRORS,
  ...REPORT_ERRORS,
  ...DELIVER_ERRORS,
  ...COMMITMENT_ERRORS,
  ...OPERATE_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The registry's entry, seen by its common shape (`dimse` may be absent). */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code];
}

/** An error with a registered code. `details` say which (UIDs, counts, names of files); never a patient attribute. */
export class CambiumError extends Error {
  override readonly name = 'CambiumError';

  constructor(
    readonly code: ErrorCode,
    readonly details: string = '',
    options?: ErrorOptions,
  ) {
    super(details ? `${errorEntry(code).summary} ${details}` : errorEntry(code).summary, options);
  }

  get class(): ErrorClass {
    return errorEntry(this.code).class;
  }
}

/** The registered error that `thrown` is, or a fault that wraps it: what nobody named is our bug. */
export function asCambiumError(thrown: unknown): CambiumError {
  return thrown instanceof CambiumError ? thrown : new CambiumError('internal.fault', '', { cause: thrown });
}
