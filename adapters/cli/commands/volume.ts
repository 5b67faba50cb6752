/** `cambium volume`: a stack of a folder as a NIfTI file, to be checked in any viewer. */
import type { Command } from 'commander';
import type { VolumeFile } from '../../../service/operate/volume-file.js';
import { type CommandContext, collect, command, configOption, jsonOption, positiveInteger } from '../command.js';
import { progressBar } from '../progress.js';
import { json, line, type TerminalStream } from '../terminal.js';

interface VolumeOptions {
  readonly nifti: string;
  readonly series?: number;
  readonly stack?: number;
  readonly pack: readonly string[];
  readonly steps?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function volumeCommand({ operations, terminal: { stdout, stderr } }: CommandContext): Command {
  return command('volume', {
    summary: 'Write a stack of CT slices as a NIfTI volume: in HU, or as an encoder would see it.',
    example: 'cambium volume ./ct --nifti chest.nii.gz --steps encoder.yaml',
  })
    .argument('<dir>', 'folder of DICOM files, searched with all below it')
    .requiredOption('--nifti <file>', 'file to write, compressed if it ends with .gz')
    .option('--series <number>', 'Series Number (default: what the packs would use)', positiveInteger)
    .option('--stack <number>', 'stack of the series, as `cambium analyze --explain` counts them', positiveInteger)
    .option('--pack <name>', 'model pack whose rules choose, may be repeated (default: analyze.packs)', collect, [])
    .option('--steps <file>', 'YAML with orientation, axisOrder and steps of an encoder: what it would see')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (folder: string, { pack, json: asJson, ...options }: VolumeOptions) => {
      const bar = progressBar(stderr);
      const written = await operations.volume({ folder, ...options, packs: pack }, bar.update).finally(bar.end);
      if (asJson) json(stdout, written);
      else print(stdout, written);
    });
}

function print(stdout: TerminalStream, { stack, dims, spacing, coverage, file }: VolumeFile): void {
  const mm = spacing.map((each) => each.toFixed(3)).join(' × ');
  line(stdout, `${stack}: ${dims.join(' × ')} voxels of ${mm} mm, written to ${file}`);
  if (!coverage) return;
  const cut = Object.entries(coverage.leftOutMm).flatMap(([side, left]) =>
    left > 0 ? [`${left.toFixed(0)} mm ${side}`] : [],
  );
  const what = cut.length > 0 ? `; left out: ${cut.join(', ')}` : '';
  line(stdout, `the encoder sees ${(coverage.share * 100).toFixed(1)} % of the scan${what}`);
}
