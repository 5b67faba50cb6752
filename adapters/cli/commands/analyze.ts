/** `cambium analyze`: the same stages on a folder, without any network. */
import type { Command } from 'commander';
import { type CommandContext, command, configOption, jsonOption } from '../command.js';
import { printStudy } from '../print-study.js';
import { progressBar } from '../progress.js';
import { json, line } from '../terminal.js';

interface AnalyzeOptions {
  readonly out: string;
  readonly pack: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

export function analyzeCommand({ operations, terminal: { stdout, stderr } }: CommandContext): Command {
  return command('analyze', {
    summary: 'Analyse a folder of DICOM files; every series gets a sentence why it was used or not.',
    example: 'cambium analyze ./ct --out ./results',
  })
    .argument('<dir>', 'folder of DICOM files, searched with all below it')
    .requiredOption('--out <dir>', 'folder for findings.json, Structured Report and Secondary Captures')
    .option('--pack <name>', 'model pack to run, may be repeated (default: analyze.packs)', collect, [])
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (folder: string, { out, pack, config, json: asJson }: AnalyzeOptions) => {
      const bar = progressBar(stderr);
      const report = await operations.analyze({ folder, out, packs: pack, config }, bar.update).finally(bar.end);
      if (asJson) {
        json(stdout, report);
        return;
      }
      for (const study of report.studies) printStudy(stdout, study);
      for (const { file, message } of report.refused) line(stdout, `not taken in  ${file}: ${message}`);
      line(stdout, `written to ${report.out}`);
    });
}

function collect(name: string, names: readonly string[]): readonly string[] {
  return [...names, name];
}
