/** `cambium echo`: C-ECHO to a configured peer. */
import type { Command } from 'commander';
import { type CommandContext, command, configOption, jsonOption } from '../command.js';
import { FAILED } from '../exit-codes.js';
import { json, line } from '../terminal.js';

export function echoCommand({ operations, terminal: { stdout }, exit }: CommandContext): Command {
  return command('echo', {
    summary: 'Send C-ECHO to a configured peer: reachable, accepted, as which AE, how long.',
    example: 'cambium echo ORTHANC',
  })
    .argument('<peer>', 'name of the peer in the configuration')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (peer: string, options: { config?: string; json?: boolean }) => {
      const report = await operations.echo({ peer, config: options.config });
      if (!report.accepted) exit(FAILED);
      if (options.json) {
        json(stdout, report);
        return;
      }
      const { callingAeTitle, calledAeTitle, host, port, reachable, accepted, milliseconds, message } = report;
      const outcome = accepted ? 'accepted' : reachable ? 'reachable, but refused' : 'not reachable';
      line(
        stdout,
        `${peer}: ${outcome} (${callingAeTitle} to ${calledAeTitle} at ${host}:${port}, ${Math.round(milliseconds)} ms)`,
      );
      if (message) line(stdout, `  ${message}`);
    });
}
