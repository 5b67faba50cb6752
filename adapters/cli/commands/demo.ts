/** `cambium demo`: the whole walk on a phantom, held against the truth. */
import type { Command } from 'commander';
import type { MeasureCheck } from '../../../service/operate/demo/compare-with-truth.js';
import { type CommandContext, command } from '../command.js';
import { FAILED } from '../exit-codes.js';
import { tableLines } from '../table.js';
import { line } from '../terminal.js';

export function demoCommand({ operations, terminal: { stdout }, exit }: CommandContext): Command {
  return command('demo', {
    summary: 'Send a phantom with known measures through a node on loopback and compare.',
    example: 'cambium demo --out demo-output',
  })
    .option('--out <dir>', 'folder for what the run leaves behind', 'demo-output')
    .option('--keep', 'keep the data folder of the node too', false)
    .action(async (options: { out: string; keep: boolean }) => {
      const { checks, out, files, passed } = await operations.demo(options, ({ stage, detail, seconds }) =>
        line(stdout, `${stage.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s  ${detail}`),
      );
      line(stdout);
      for (const text of tableLines(['measure', 'unit', 'truth', 'measured', 'tolerance', ''], checks.map(row)))
        line(stdout, text);
      line(stdout);
      line(stdout, `${out}: ${files.join(', ')}`);
      line(
        stdout,
        passed ? 'Every document arrived and every measure is within its tolerance.' : 'The demo failed: see above.',
      );
      if (!passed) exit(FAILED);
    });
}

function row({ title, unit, value, measured, tolerance, within }: MeasureCheck): readonly string[] {
  return [
    title,
    unit,
    value.toFixed(2),
    measured?.toFixed(2) ?? 'not measured',
    `± ${tolerance.toFixed(2)}`,
    within ? 'ok' : 'OUTSIDE',
  ];
}
