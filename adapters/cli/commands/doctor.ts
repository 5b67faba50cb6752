/** `cambium doctor`: what is wrong and what to do. */
import type { Command } from 'commander';
import { noneFailed } from '../../../service/operate/doctor/check.js';
import { type CommandContext, command, configOption, jsonOption } from '../command.js';
import { FAILED } from '../exit-codes.js';
import { tableLines } from '../table.js';
import { json, line } from '../terminal.js';

export function doctorCommand({ operations, terminal: { stdout }, exit }: CommandContext): Command {
  return command('doctor', {
    summary: 'Look at disk, fsync, clock, registry, ports, packs and peers.',
    example: 'cambium doctor',
  })
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async ({ config, json: asJson }: { config?: string; json?: boolean }) => {
      const checks = await operations.doctor({ config });
      if (!noneFailed(checks)) exit(FAILED);
      if (asJson) {
        json(stdout, checks);
        return;
      }
      const rows = checks.map(({ name, state, what, todo }) => [
        state === 'fail' ? 'FAIL' : state,
        name,
        todo ? `${what} ${todo}` : what,
      ]);
      for (const text of tableLines(['state', 'check', 'found'], rows, stdout.columns)) line(stdout, text);
    });
}
