/** `cambium studies`, `cambium study UID`, `cambium export UID DIR`. */
import { type Command, Option } from 'commander';
import type { StudyInstanceUid } from '../../../service/dicom/uid.js';
import { viewSummary } from '../../../service/operate/list-views.js';
import type { StudySummary } from '../../../service/ports/study-registry.js';
import { type CommandContext, command, configOption, jsonOption, limitOption } from '../command.js';
import { printStudy } from '../print-study.js';
import { tableLines } from '../table.js';
import { json, line } from '../terminal.js';

type State = StudySummary['state'];
const STATES = [
  'receiving',
  'closed',
  'analysed',
  'reported',
  'delivered',
  'parked',
] as const satisfies readonly State[];

interface Options {
  readonly config?: string;
  readonly json?: boolean;
}

export function studiesCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('studies', { summary: 'List the studies, newest first.', example: 'cambium studies --state parked' })
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .addOption(limitOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async ({ json: asJson, ...options }: Options & { state?: State; limit: number }) => {
      const studies = (await operations.studies(options)).map(viewSummary);
      if (asJson) {
        json(stdout, studies);
        return;
      }
      const rows = studies.map((s) => [
        s.lastReceivedAt,
        s.state,
        s.revision,
        s.series,
        s.instances,
        s.studyInstanceUid,
      ]);
      for (const text of tableLines(['last received', 'state', 'revision', 'series', 'instances', 'study'], rows))
        line(stdout, text);
    });
}

export function studyCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('study', {
    summary: 'Show a study: every decision and why.',
    example: 'cambium study 1.2.840.113619.2.1 --json',
  })
    .argument('<uid>', 'Study Instance UID')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (uid: string, { config, json: asJson }: Options) => {
      const study = await operations.study({ uid: uid as StudyInstanceUid, config });
      if (asJson) json(stdout, study);
      else printStudy(stdout, study);
    });
}

export function exportCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('export', {
    summary: 'Write the instances of a study as Part 10 files, their data sets as they were received.',
    example: 'cambium export 1.2.840.113619.2.1 ./study',
  })
    .argument('<uid>', 'Study Instance UID')
    .argument('<dir>', 'folder to write to')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (uid: string, folder: string, { config, json: asJson }: Options) => {
      const exported = await operations.exportStudy({ uid: uid as StudyInstanceUid, folder, config });
      if (asJson) json(stdout, exported);
      else line(stdout, `${exported.files} files, ${(exported.bytes / 1e6).toFixed(1)} MB, in ${exported.folder}`);
    });
}
