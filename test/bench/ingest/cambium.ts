/**
 * The node as a user starts it: the built command, a configuration file, its own registry and packs. Asked what it holds by
 * the commands an operator has.
 */
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.js';
import { BESIDE_AE_TITLE } from './peers-beside.js';
import { startProgram } from './program.js';
import type { Place, Receiver, RunningReceiver } from './receiver.js';

type Section = Readonly<Record<string, unknown>>;

export interface CambiumOptions {
  /** Root of the checkout whose `dist` is run. */
  readonly product: string;
  readonly name?: string;
  /** For its process: `--cpu-prof` and the like. */
  readonly nodeOptions?: readonly string[];
  /** Sections of cambium.yaml, over those the benchmark needs. */
  readonly config?: Readonly<Record<string, Section>>;
}

export interface StudyLine {
  readonly studyInstanceUid: string;
  readonly state: string;
  readonly instances: number;
}

export interface RunningCambium extends RunningReceiver {
  studies(): Promise<readonly StudyLine[]>;
  /** Writes the Part 10 files of a study that has been closed. */
  exportStudy(studyInstanceUid: string, folder: string): Promise<void>;
}

export interface Cambium extends Receiver {
  start(place: Place): Promise<RunningCambium>;
}

const AE_TITLE = 'CAMBIUM';
/** Calling AE titles of dcmtk's senders, and of the peers that only disturb. */
const PEERS = ['DCMSEND', 'STORESCU', BESIDE_AE_TITLE] as const;
const run = promisify(execFile);

export function cambium(options: CambiumOptions): Cambium {
  const main = mainOf(options);
  return {
    name: options.name ?? 'Cambium',
    durable: 'bytes and row',
    missing: existsSync(main) ? undefined : 'the node is not built (npm run build)',
    start: ({ folder }) => start(folder, options),
  };
}

async function start(folder: string, options: CambiumOptions): Promise<RunningCambium> {
  const port = await freePort();
  const config = join(folder, 'cambium.yaml');
  writeFileSync(config, JSON.stringify(settings(folder, port, options)));
  const main = mainOf(options);
  const args = [...(options.nodeOptions ?? []), main, 'serve', '--roles', 'receive', '--config', config];
  const program = await startProgram({ command: process.execPath, args, port, log: `${folder}.log` });
  const ask = async (...command: readonly string[]) => {
    const { stdout } = await run(process.execPath, [main, ...command, '--config', config, '--json']);
    return JSON.parse(stdout) as unknown;
  };
  const studies = async () => (await ask('studies')) as readonly StudyLine[];
  return {
    ...program,
    port,
    aeTitle: AE_TITLE,
    studies,
    stored: async () => (await studies()).reduce((sum, { instances }) => sum + instances, 0),
    async exportStudy(studyInstanceUid, target) {
      await ask('export', studyInstanceUid, target);
    },
  };
}

function mainOf({ product }: CambiumOptions): string {
  return join(product, 'dist/service/main.js');
}

function settings(folder: string, port: number, { config = {} }: CambiumOptions): Readonly<Record<string, Section>> {
  const needed: Readonly<Record<string, Section>> = {
    node: { host: '127.0.0.1', port, aeTitle: AE_TITLE },
    // A benchmark's disk may be fuller than a hospital's.
    storage: { dataDir: join(folder, 'data'), refuseAbovePercent: 100 },
    peers: Object.fromEntries(PEERS.map((peer) => [peer, { address: '127.0.0.1' }])),
    http: { port: 0 },
  };
  const sections = Object.entries(config).map(([name, section]) => [name, { ...needed[name], ...section }]);
  return { ...needed, ...Object.fromEntries(sections) };
}
