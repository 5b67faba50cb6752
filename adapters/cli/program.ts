/** The command line: every command of the product, and how a run of one ends. */
import { Command, CommanderError } from 'commander';
import { asCambiumError } from '../../service/errors/registry.js';
import type { Operations } from '../../service/operate/operations.js';
import type { CommandContext } from './command.js';
import { analyzeCommand } from './commands/analyze.js';
import { configCommand } from './commands/config.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { echoCommand } from './commands/echo.js';
import { jobsCommand } from './commands/jobs.js';
import { modelsCommand } from './commands/models.js';
import { serveCommand } from './commands/serve.js';
import { exportCommand, studiesCommand, studyCommand } from './commands/studies.js';
import { volumeCommand } from './commands/volume.js';
import { BAD_INPUT, DONE, type ExitCode, exitCodeOf, printError } from './exit-codes.js';
import type { Terminal } from './terminal.js';

const COMMANDS = [
  serveCommand,
  demoCommand,
  analyzeCommand,
  volumeCommand,
  configCommand,
  echoCommand,
  studiesCommand,
  studyCommand,
  jobsCommand,
  modelsCommand,
  exportCommand,
  doctorCommand,
] as const;

export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('cambium')
    .description(
      'A DICOM node that receives CT studies, measures them, and returns Structured Reports and Secondary Captures.',
    )
    .version(version);
  for (const make of COMMANDS) program.addCommand(make(context));
  return withTerminal(program, context.terminal);
}

/**
 * Where to write and how to end, for every command: those made elsewhere inherit nothing. Options belong to the command
 * they follow, else `jobs` would take those of `jobs drop`.
 */
function withTerminal(command: Command, terminal: Terminal): Command {
  command
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  for (const sub of command.commands) withTerminal(sub, terminal);
  return command;
}

export interface RunOptions {
  readonly operations: Operations;
  readonly version: string;
  readonly terminal?: Terminal;
}

/** Runs one command line, such as `['studies', '--json']`; resolves with the exit code and never rejects. */
export async function runCli(
  args: readonly string[],
  { operations, version, terminal = process }: RunOptions,
): Promise<ExitCode> {
  let exitCode: ExitCode = DONE;
  const exit = (code: ExitCode) => {
    exitCode = code;
  };
  try {
    await createProgram({ operations, terminal, exit }, version).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? DONE : BAD_INPUT;
    const error = asCambiumError(thrown);
    printError(terminal.stderr, error);
    return exitCodeOf(error);
  }
}
