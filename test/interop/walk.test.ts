/** A study of real CT from a sender's C-STORE to two more series in Orthanc, and what happens when Orthanc is not there. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { composeStore } from '../../service/compose-store.js';
import { type Config, configSchema } from '../../service/config.js';
import type { Job } from '../../service/ports/job-queue.js';
import { ctdata } from '../support/ctdata.js';
import { NodeProcess } from '../support/node-process.js';
import { Orthanc, type OrthancSeries } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { projectPath } from '../support/project.js';

const QUIET_SECONDS = 3;
/** What the node may take after quiet time. */
const LIMIT_SECONDS = 15;
const CHEST = 'chest_c3n00247';

withPeer(['dcmtk', 'orthanc', 'dicom3tools', 'ctdata'], 'a chest CT sent by dcmsend', () => {
  let folder: string;
  let orthanc: Orthanc;
  let node: NodeProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-walk-'));
    orthanc = await Orthanc.create(join(folder, 'archive'));
  });
  afterEach(async () => {
    await node.kill('SIGKILL');
    await orthanc.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const configOf = (deliver: object = {}): Config =>
    configSchema.parse({
      node: { host: '127.0.0.1', port: 0 },
      storage: { dataDir: join(folder, 'data'), refuseAbovePercent: 100 },
      peers: { PACS: { address: '127.0.0.1' }, ARCHIVE: { address: '127.0.0.1', port: orthanc.dicomPort } },
      assemble: { quietSeconds: QUIET_SECONDS },
      deliver: { destinations: ['ARCHIVE'], ...deliver },
    });

  it('comes back as one SR and one SC series that the validators accept', { timeout: 90_000 }, async () => {
    await orthanc.start();
    send('ARCHIVE', orthanc.dicomPort);
    node = new NodeProcess(configOf());
    await node.start();
    send('CAMBIUM', node.port);
    const series = await orthanc.waitForSeries(3, (QUIET_SECONDS + LIMIT_SECONDS) * 1000);
    expect(series.map(({ MainDicomTags }) => MainDicomTags.Modality).sort()).toEqual(['CT', 'OT', 'SR']);
    expect(await orthanc.get('studies')).toHaveLength(1);

    const files = await saved(series.filter(({ MainDicomTags }) => MainDicomTags.Modality !== 'CT'));
    for (const file of files) expect(run('dciodvfy', ['-new', file])).not.toMatch(/^Error/m);
    for (const file of files.filter((name) => name.includes('SR'))) expect(spawnSync('dsrdump', [file]).status).toBe(0);
    const sources = (await readdir(ctdata(CHEST))).map((name) => ctdata(CHEST, name));
    expect(run('dcentvfy', [...sources, ...files])).not.toMatch(/^Error/m);
  });

  it('is delivered without a second inference when the archive comes back', { timeout: 90_000 }, async () => {
    node = new NodeProcess(configOf());
    await node.start();
    send('CAMBIUM', node.port);
    const [waiting] = await jobs('deliver', ({ error }) => error !== undefined);
    expect(waiting.error?.code).toBe('delivery.unreachable');
    const analysis = (await jobs('analyze', ({ state }) => state === 'done'))[0];
    await orthanc.start();
    await orthanc.waitForSeries(2, 40_000);
    expect((await jobs('deliver', ({ state }) => state === 'done'))[0].id).toBe(waiting.id);
    expect(await jobs('analyze', () => true)).toEqual([analysis]);
  });

  it('is parked with its reason when the archive stays away, and delivered by an operator’s retry', {
    timeout: 90_000,
  }, async () => {
    node = new NodeProcess(configOf({ giveUpHours: 0.001 }));
    await node.start();
    send('CAMBIUM', node.port);
    const [parked] = await jobs('deliver', ({ state }) => state === 'parked');
    expect(parked.error?.code).toBe('delivery.gave-up');
    await orthanc.start();
    expect(cambium('jobs', '--state', 'parked')).toContain('delivery.gave-up');
    cambium('jobs', 'retry', `${parked.id}`);
    await orthanc.waitForSeries(2, 20_000);
  });

  /** A command of the product beside the running node; what it prints. */
  function cambium(...args: readonly string[]): string {
    const config = join(folder, 'cambium.yaml');
    writeFileSync(config, JSON.stringify(node.config));
    const main = projectPath('dist/service/main.js');
    const { status, stdout, stderr } = spawnSync('node', [main, ...args, '--config', config], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout;
  }

  function send(calledAeTitle: string, port: number): void {
    const { status, stderr } = spawnSync('dcmsend', [
      '-aet',
      'PACS',
      '-aec',
      calledAeTitle,
      '127.0.0.1',
      `${port}`,
      '+sd',
      ctdata(CHEST),
    ]);
    expect(status, stderr.toString()).toBe(0);
  }

  /** Jobs of a kind, once one of them is as wanted. */
  async function jobs(kind: Job['kind'], wanted: (job: Job) => boolean): Promise<readonly Job[]> {
    const store = composeStore(node.config, { readonly: true });
    try {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
        const found = store.queue.list({}).filter((job) => job.kind === kind);
        if (found.some(wanted)) return found;
      }
      throw new Error(`No ${kind} job became as wanted: ${JSON.stringify(store.queue.list({}))}`);
    } finally {
      store.close();
    }
  }

  /** Each instance of our series as a file named for its modality. */
  async function saved(series: readonly OrthancSeries[]): Promise<readonly string[]> {
    const files: string[] = [];
    for (const { Instances, MainDicomTags } of series) {
      for (const instance of Instances) {
        const file = join(folder, `${MainDicomTags.Modality}-${files.length}.dcm`);
        await writeFile(file, await orthanc.file(instance));
        files.push(file);
      }
    }
    return files;
  }
});

function run(command: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(command, args);
  return `${stdout}${stderr}`;
}
