/** An error that says that a series or a stack is unsuitable, as the reason that people are told. */
import { CambiumError, type ErrorCode } from '../../errors/registry.js';

export interface Refusal {
  readonly reason: ErrorCode;
  /** A sentence for people. */
  readonly message: string;
}

/** @throws the error itself, if it is of another class. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof CambiumError) || error.class !== 'unsuitable') throw error;
  return { reason: error.code, message: error.message };
}
