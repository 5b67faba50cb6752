/** `cambium serve`: the node. */
import { type Command, InvalidArgumentError } from 'commander';
import { ROLES, type Role } from '../../../service/operate/operations.js';
import { type CommandContext, command, configOption } from '../command.js';

export function serveCommand({ operations }: CommandContext): Command {
  return command('serve', {
    summary: 'Run the node: receive, assemble, analyze, report, deliver. SIGTERM drains it.',
    example: 'cambium serve --config cambium.yaml',
  })
    .addOption(configOption())
    .option('--roles <list>', `comma-separated, of ${ROLES.join(', ')} (default: all)`, roles)
    .action((options: { config?: string; roles?: readonly Role[] }) => operations.serve(options));
}

function roles(text: string): readonly Role[] {
  return text.split(',').map((name) => {
    const role = ROLES.find((known) => known === name.trim());
    if (!role) throw new InvalidArgumentError(`Roles are ${ROLES.join(', ')}.`);
    return role;
  });
}
