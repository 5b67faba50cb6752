/** What every command is made of: a name, a summary, one example, and the options that many share. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Operations } from '../../service/operate/operations.js';
import type { ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

export interface CommandContext {
  readonly operations: Operations;
  readonly terminal: Terminal;
  /** Called by a command that did what it was asked and found something wrong. */
  exit(code: ExitCode): void;
}

/** A command with its example below the help. */
export function command(
  nameAndArguments: string,
  { summary, example }: { readonly summary: string; readonly example: string },
): Command {
  return new Command(nameAndArguments).description(summary).addHelpText('after', `\nExample:\n  $ ${example}`);
}

export const configOption = (): Option =>
  new Option(
    '-c, --config <file>',
    'configuration file (default: CAMBIUM_CONFIG, then ./cambium.yaml, then the defaults)',
  );

export const jsonOption = (): Option => new Option('--json', 'print JSON');

export const limitOption = (): Option =>
  new Option('--limit <n>', 'at most so many').argParser(positiveInteger).default(100);

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It is not a whole number above 0.');
  return value;
}

/** For options that may be repeated. */
export function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value];
}
