/** What is attacked: the receive stage alone, with short timers, or the whole node as an operator starts it, built. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { projectPath } from '../support/project.js';
import { type TargetCommand, TargetProcess } from '../support/target-process.js';

export interface Target {
  readonly process: TargetProcess;
  /** Its data folder. */
  readonly folder: string;
  /** Its configuration file, if it is a whole node. */
  readonly config: string;
  remove(): Promise<void>;
}

export async function startTarget(wholeNode = false): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'cambium-fuzz-'));
  const process = await TargetProcess.start(await (wholeNode ? nodeCommand(folder) : stageCommand(folder)));
  return {
    process,
    folder,
    config: configFile(folder),
    async remove() {
      await process.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function stageCommand(folder: string): Promise<TargetCommand> {
  return { args: ['--import', 'tsx', projectPath('test/support/receive-process.ts'), folder] };
}

async function nodeCommand(folder: string): Promise<TargetCommand> {
  const port = await freePort();
  const config = {
    node: { host: '127.0.0.1', port, maxAssociations: 200, maxAssociationsPerPeer: 200 },
    storage: { dataDir: folder, refuseAbovePercent: 100, reserveMegabytes: 0 },
    acceptUnknownPeers: true,
    assemble: { quietSeconds: 1 },
    http: { port: await freePort() },
    log: { level: 'error' },
  };
  // JSON is YAML.
  await writeFile(configFile(folder), JSON.stringify(config));
  const command = ['serve', '--roles', 'receive', '--config', configFile(folder)];
  return { args: [projectPath('dist/service/main.js'), ...command], port };
}

function configFile(folder: string): string {
  return join(folder, 'cambium.yaml');
}
