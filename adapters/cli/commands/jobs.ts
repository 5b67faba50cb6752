/** `cambium jobs`, `jobs retry ID`, `jobs drop ID --reason TEXT`. */
import { type Command, Option } from 'commander';
import { type JobView, viewJob } from '../../../service/operate/list-views.js';
import type { JobState } from '../../../service/ports/job-queue.js';
import { type CommandContext, command, configOption, jsonOption, limitOption, positiveInteger } from '../command.js';
import { type Cell, tableLines } from '../table.js';
import { json, line } from '../terminal.js';

const STATES = ['ready', 'leased', 'done', 'parked', 'dropped'] as const satisfies readonly JobState[];

export function jobsCommand(context: CommandContext): Command {
  const list = { summary: 'List the queue, newest first.', example: 'cambium jobs list --json' };
  const jobs = { summary: `${list.summary} Retry or drop a job.`, example: 'cambium jobs --state parked' };
  return listed(command('jobs', jobs), context)
    .addCommand(listed(command('list', list), context))
    .addCommand(retryCommand(context))
    .addCommand(dropCommand(context));
}

/** `jobs` alone lists too. */
function listed(base: Command, { operations, terminal: { stdout } }: CommandContext): Command {
  return base
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .addOption(limitOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(
      async ({ json: asJson, ...options }: { config?: string; json?: boolean; state?: JobState; limit: number }) => {
        const jobs = (await operations.jobs(options)).map(viewJob);
        if (asJson) {
          json(stdout, jobs);
          return;
        }
        const header = ['id', 'kind', 'state', 'attempts', 'next', 'destination', 'study', 'error'];
        for (const text of tableLines(header, jobs.map(row), stdout.columns)) line(stdout, text);
      },
    );
}

function row({
  id,
  kind,
  state,
  attempts,
  runAt,
  destination = '',
  studyInstanceUid,
  error,
}: JobView): readonly Cell[] {
  const next = state === 'ready' ? runAt : '';
  return [
    id,
    kind,
    state,
    attempts,
    next,
    destination,
    studyInstanceUid,
    error ? `${error.code} ${error.message}`.trim() : '',
  ];
}

function retryCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('retry', { summary: 'Make a parked or waiting job ready now.', example: 'cambium jobs retry 17' })
    .argument('<id>', 'number of the job', positiveInteger)
    .addOption(configOption())
    .action(async (id: number, { config }: { config?: string }) => {
      await operations.retryJob({ id, config });
      line(stdout, `Job ${id} is ready.`);
    });
}

function dropCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('drop', {
    summary: 'Give up a parked or waiting job; the reason is kept in the trace of its study.',
    example: 'cambium jobs drop 17 --reason "archive replaced"',
  })
    .argument('<id>', 'number of the job', positiveInteger)
    .requiredOption('--reason <text>', 'why, without naming the patient')
    .addOption(configOption())
    .action(async (id: number, { reason, config }: { reason: string; config?: string }) => {
      await operations.dropJob({ id, reason, config });
      line(stdout, `Job ${id} is dropped.`);
    });
}
