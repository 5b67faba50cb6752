/** `cambium models list|verify`. */
import type { Command } from 'commander';
import { type CommandContext, command, configOption, jsonOption } from '../command.js';
import { FAILED } from '../exit-codes.js';
import { tableLines } from '../table.js';
import { json, line } from '../terminal.js';

interface Options {
  readonly config?: string;
  readonly json?: boolean;
}

export function modelsCommand(context: CommandContext): Command {
  return command('models', { summary: 'Show and verify the model packs.', example: 'cambium models list' })
    .addCommand(listCommand(context))
    .addCommand(verifyCommand(context));
}

function listCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('list', {
    summary: 'List the packs: digest, licence, where from.',
    example: 'cambium models list --json',
  })
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async ({ config, json: asJson }: Options) => {
      const packs = await operations.models({ config });
      if (asJson) {
        json(stdout, packs);
        return;
      }
      const rows = packs.map(({ id, version, licence, digest, folder }) => [
        id,
        version,
        licence.code,
        licence.clinicalUse,
        digest.slice(0, 19),
        folder,
      ]);
      const header = ['pack', 'version', 'licence', 'clinical use', 'digest', 'folder'];
      for (const text of tableLines(header, rows, stdout.columns)) line(stdout, text);
    });
}

function verifyCommand({ operations, terminal: { stdout }, exit }: CommandContext): Command {
  return command('verify', {
    summary: 'Check every file of the packs against its digest, and load every graph.',
    example: 'cambium models verify',
  })
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async ({ config, json: asJson }: Options) => {
      const packs = await operations.verifyModels({ config });
      if (packs.some(({ ok }) => !ok)) exit(FAILED);
      if (asJson) {
        json(stdout, packs);
        return;
      }
      for (const { id, ok, message } of packs)
        line(stdout, `${ok ? 'ok  ' : 'FAIL'}  ${id}  ${message ?? 'every file and graph'}`);
    });
}
