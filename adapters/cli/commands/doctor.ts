/** `cambium doctor`: what is wrong and what to do. */
import type { Command } from 'commander';
import { noneFailed } from '../../../service/operate/doctor/check.js';
import type { DamagedInstance } from '../../../service/operate/verify-instances.js';
import { type CommandContext, command, configOption, jsonOption } from '../command.js';
import { FAILED } from '../exit-codes.js';
import { type ProgressBar, progressBar } from '../progress.js';
import { tableLines } from '../table.js';
import { json, line } from '../terminal.js';

interface DoctorOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly verify?: boolean;
  readonly rebuildIndex?: boolean;
}

export function doctorCommand(context: CommandContext): Command {
  return command('doctor', {
    summary: 'Look at disk, fsync, clock, registry, ports, packs and peers.',
    example: 'cambium doctor',
  })
    .addOption(configOption())
    .addOption(jsonOption())
    .option('--verify', 'read every byte that was received and hold it against its CRC')
    .option('--rebuild-index', 'make the index of instances again from the packs; the node must not run')
    .action((options: DoctorOptions) => {
      if (options.verify) return verify(context, options);
      return options.rebuildIndex ? rebuild(context, options) : examine(context, options);
    });
}

async function examine({ operations, terminal: { stdout }, exit }: CommandContext, options: DoctorOptions) {
  const checks = await operations.doctor({ config: options.config });
  if (!noneFailed(checks)) exit(FAILED);
  if (options.json) return json(stdout, checks);
  const rows = checks.map(({ name, state, what, todo }) => [
    state === 'fail' ? 'FAIL' : state,
    name,
    todo ? `${what} ${todo}` : what,
  ]);
  for (const text of tableLines(['state', 'check', 'found'], rows, stdout.columns)) line(stdout, text);
}

async function verify(context: CommandContext, options: DoctorOptions) {
  const { operations, terminal, exit } = context;
  const found = await withProgress(context, ({ update }) =>
    operations.verifyInstances({ config: options.config }, update),
  );
  if (found.damaged.length > 0) exit(FAILED);
  if (options.json) return json(terminal.stdout, found);
  const { packs, instances, bytes, damaged, unindexed } = found;
  line(terminal.stdout, `${instances} instances in ${packs} packs, ${Math.round(bytes / 1e6)} MB: ${state(damaged)}.`);
  if (unindexed > 0) line(terminal.stdout, `${unindexed} of them have no row: \`cambium doctor --rebuild-index\`.`);
  printDamaged(context, damaged);
}

async function rebuild(context: CommandContext, options: DoctorOptions) {
  const { operations, terminal, exit } = context;
  const found = await withProgress(context, ({ update }) =>
    operations.rebuildIndex({ config: options.config }, update),
  );
  if (found.damaged.length > 0) exit(FAILED);
  if (options.json) return json(terminal.stdout, found);
  const { packs, instances, damaged, kept, unreadable } = found;
  line(terminal.stdout, `${instances} instances of ${packs} packs are in the index again: ${state(damaged)}.`);
  if (unreadable)
    line(
      terminal.stdout,
      `The old registry cannot be read (${unreadable}): every study is analysed again, its documents are sent again.`,
    );
  if (kept) line(terminal.stdout, `The registry that was there before is ${kept}.`);
  printDamaged(context, damaged);
}

function state(damaged: readonly DamagedInstance[]): string {
  return damaged.length === 0 ? 'none is damaged' : `${damaged.length} damaged`;
}

function printDamaged({ terminal: { stdout } }: CommandContext, damaged: readonly DamagedInstance[]): void {
  if (damaged.length === 0) return;
  const rows = damaged.map(({ sopInstanceUid, key, damage }) => [sopInstanceUid, key, damage]);
  for (const text of tableLines(['SOP Instance UID', 'record', 'found'], rows, stdout.columns)) line(stdout, text);
  line(stdout, 'Have these studies sent again: what is damaged is refused to nobody, and everything else is intact.');
}

async function withProgress<Result>(
  { terminal: { stderr } }: CommandContext,
  work: (bar: ProgressBar) => Promise<Result>,
): Promise<Result> {
  const bar = progressBar(stderr);
  try {
    return await work(bar);
  } finally {
    bar.end();
  }
}
