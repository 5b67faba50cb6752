/** `cambium config check|print|schema`. */
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { configJsonSchema } from '../../../service/config/json-schema.js';
import { maskSecrets } from '../../../service/config/mask-secrets.js';
import { type CommandContext, command, jsonOption } from '../command.js';
import { json, line } from '../terminal.js';

export function configCommand(context: CommandContext): Command {
  return command('config', {
    summary: 'Check and show the configuration.',
    example: 'cambium config check cambium.yaml',
  })
    .addCommand(checkCommand(context))
    .addCommand(printCommand(context))
    .addCommand(schemaCommand(context));
}

function checkCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('check', {
    summary: 'Say whether the configuration is valid; name line and path of each problem.',
    example: 'cambium config check cambium.yaml',
  })
    .argument('[file]', 'configuration file')
    .action(async (config?: string) => {
      const { node, peers, deliver } = await operations.readConfig({ config });
      line(
        stdout,
        `The configuration is valid: ${node.aeTitle} on port ${node.port}, ${Object.keys(peers).length} peers, ${deliver.destinations.length} destinations.`,
      );
    });
}

function printCommand({ operations, terminal: { stdout } }: CommandContext): Command {
  return command('print', {
    summary: 'Print the configuration in effect, secrets masked.',
    example: 'cambium config print --json',
  })
    .argument('[file]', 'configuration file')
    .addOption(jsonOption())
    .action(async (config: string | undefined, options: { json?: boolean }) => {
      const shown = maskSecrets(await operations.readConfig({ config }));
      if (options.json) json(stdout, shown);
      else stdout.write(stringify(shown));
    });
}

function schemaCommand({ terminal: { stdout } }: CommandContext): Command {
  return command('schema', {
    summary: 'Print the JSON Schema of the configuration.',
    example: 'cambium config schema > schema.json',
  }).action(() => json(stdout, configJsonSchema()));
}
