/** Exit codes: 0 done, 1 failed, 2 bad usage or input. Scripts rely on them. */
import { type CambiumError, errorEntry } from '../../service/errors/registry.js';
import { line, type TerminalStream } from './terminal.js';

export const DONE = 0;
export const FAILED = 1;
export const BAD_INPUT = 2;

export type ExitCode = typeof DONE | typeof FAILED | typeof BAD_INPUT;

export function exitCodeOf({ code, class: errorClass }: CambiumError): ExitCode {
  return errorClass === 'refused' || code.startsWith('config.') ? BAD_INPUT : FAILED;
}

/** What happened, which one, what to do. A stack only for what nobody foresaw. */
export function printError(stream: TerminalStream, error: CambiumError): void {
  const { summary, action } = errorEntry(error.code);
  line(stream, `cambium: ${summary} (${error.code})`);
  for (const detail of error.details.split('\n').filter(Boolean)) line(stream, `  ${detail}`);
  line(stream, `  ${action}`);
  if (error.class === 'fault' && error.cause instanceof Error) line(stream, error.cause.stack);
}
