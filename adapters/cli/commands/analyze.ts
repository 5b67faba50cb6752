/** `cambium analyze`: the same stages on a folder, without any network. */
import type { Command } from 'commander';
import { CambiumError } from '../../../service/errors/registry.js';
import type { RefusedFile } from '../../../service/operate/read-folder.js';
import { type CommandContext, collect, command, configOption, jsonOption } from '../command.js';
import { printExplanation } from '../print-explanation.js';
import { printStudy } from '../print-study.js';
import { progressBar } from '../progress.js';
import { json, line, type TerminalStream } from '../terminal.js';

interface AnalyzeOptions {
  readonly out?: string;
  readonly explain?: boolean;
  readonly pack: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

export function analyzeCommand(context: CommandContext): Command {
  return command('analyze', {
    summary: 'Analyse a folder of DICOM files; every series gets a sentence why it was used or not.',
    example: 'cambium analyze ./ct --out ./results',
  })
    .argument('<dir>', 'folder of DICOM files, searched with all below it')
    .option('--out <dir>', 'folder for findings.json, Structured Report and Secondary Captures')
    .option('--explain', 'only print every stack of slices, its geometry, and whether and why it would be used')
    .option('--pack <name>', 'model pack to run, may be repeated (default: analyze.packs)', collect, [])
    .addOption(configOption())
    .addOption(jsonOption())
    .action((folder: string, options: AnalyzeOptions) => {
      if (options.explain) return explain(context, folder, options);
      return analyze(context, folder, options);
    });
}

async function analyze(
  { operations, terminal: { stdout, stderr } }: CommandContext,
  folder: string,
  options: AnalyzeOptions,
) {
  const { out, pack: packs, config } = options;
  if (out === undefined)
    throw new CambiumError('input.invalid', 'Name the folder to write to with --out, or look first with --explain.');
  const bar = progressBar(stderr);
  const report = await operations.analyze({ folder, out, packs, config }, bar.update).finally(bar.end);
  if (options.json) {
    json(stdout, report);
    return;
  }
  for (const study of report.studies) printStudy(stdout, study);
  printRefused(stdout, report.refused);
  line(stdout, `written to ${report.out}`);
}

async function explain(
  { operations, terminal: { stdout, stderr } }: CommandContext,
  folder: string,
  options: AnalyzeOptions,
) {
  const { pack: packs, config } = options;
  const bar = progressBar(stderr);
  const explanation = await operations.explain({ folder, packs, config }, bar.update).finally(bar.end);
  if (options.json) {
    json(stdout, explanation);
    return;
  }
  for (const [index, study] of explanation.studies.entries()) {
    if (index > 0) line(stdout);
    printExplanation(stdout, study);
  }
  printRefused(stdout, explanation.refused);
}

function printRefused(stdout: TerminalStream, refused: readonly RefusedFile[]): void {
  for (const { file, message } of refused) line(stdout, `not taken in  ${file}: ${message}`);
}
