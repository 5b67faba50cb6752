/**
 * Time from the last C-STORE to the SR in Orthanc, for a chest of 512 × 512 × 300: the built node as a user starts it, its
 * stages from its own log, the memory of both processes from the system. Prints one table in Markdown.
 *
 *   npm run bench:walk [-- slices] [-- rounds]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { chestPhantom } from '../../service/operate/demo/phantom-chest.js';
import { phantomStudy } from '../../service/operate/demo/phantom-study.js';
import { freePort } from '../support/free-port.js';
import { Orthanc } from '../support/orthanc.js';
import { projectPath } from '../support/project.js';

const QUIET_SECONDS = 2;
const SLICES = Number(process.argv[2] ?? 300);
const ROUNDS = Number(process.argv[3] ?? 3);

interface Round {
  readonly stages: Readonly<Record<string, number>>;
  readonly rss: { readonly receiver: number; readonly analysis: number };
}

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await walk(round));
print(rounds);

async function walk(round: number): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'cambium-bench-'));
  const orthanc = await Orthanc.create(join(folder, 'archive'));
  await orthanc.start();
  const port = await freePort();
  const node = await startNode(folder, port, orthanc.dicomPort);
  const rss = watchMemory(node.process);
  try {
    const identity = { study: `bench ${round}`, date: '20240101', time: '120000' };
    const { instances } = phantomStudy(identity, [chestPhantom({ matrix: 512, slices: SLICES })]);
    const scu = createStorageScu({ callingAeTitle: 'PACS', timeoutMs: 60_000 });
    const started = Date.now();
    const target = { name: 'CAMBIUM', aeTitle: 'CAMBIUM', host: '127.0.0.1', port };
    const outcomes = await scu.store(target, instances, AbortSignal.timeout(120_000));
    if (outcomes.some(({ error }) => error)) throw new Error('Not every slice was stored.');
    const last = Date.now();
    await orthanc.waitForSeries(2, 120_000);
    const arrived = Date.now();
    return {
      stages: { receive: last - started, ...node.stages(), 'last C-STORE to SR': arrived - last },
      rss: rss.stop(),
    };
  } finally {
    node.process.kill('SIGKILL');
    await orthanc.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startNode(folder: string, port: number, archivePort: number) {
  const config = {
    node: { host: '127.0.0.1', port },
    storage: { dataDir: join(folder, 'data'), refuseAbovePercent: 100 },
    peers: { PACS: { address: '127.0.0.1' }, ARCHIVE: { address: '127.0.0.1', port: archivePort } },
    assemble: { quietSeconds: QUIET_SECONDS },
    deliver: { destinations: ['ARCHIVE'] },
    http: { port: 0 },
    log: { level: 'debug' },
  };
  const path = join(folder, 'cambium.yaml');
  await writeFile(path, JSON.stringify(config));
  const child = spawn('node', [projectPath('dist/service/main.js'), 'serve', '--config', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  while (!log.includes('node is ready')) await sleep(50);
  return { process: child, stages: () => stagesIn(log) };
}

function stagesIn(log: string): Record<string, number> {
  const worked = log
    .split('\n')
    .filter((line) => line.includes('"job.worked"'))
    .map((line) => JSON.parse(line) as { kind: string; milliseconds: number });
  return Object.fromEntries(worked.map(({ kind, milliseconds }) => [kind, milliseconds]));
}

/** Highest resident set of the node and of its children, MB. */
function watchMemory(node: ChildProcess) {
  const peak = { receiver: 0, analysis: 0 };
  const timer = setInterval(() => {
    if (!node.pid) return;
    peak.receiver = Math.max(peak.receiver, rssOf(node.pid));
    for (const child of childrenOf(node.pid)) peak.analysis = Math.max(peak.analysis, rssOf(child));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function rssOf(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  const isChild = (candidate: string) => {
    try {
      return readFileSync(`/proc/${candidate}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isChild(name))
    .map(Number);
}

function print(all: readonly Round[]): void {
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
  console.log(
    `${SLICES} slices of 512 × 512, quiet time ${QUIET_SECONDS} s, median of ${all.length}, ${cpus().length} × ${cpus()[0].model}\n`,
  );
  console.log('| step | ms |\n|---|---|');
  for (const step of Object.keys(all[0].stages))
    console.log(`| ${step} | ${median(all.map(({ stages }) => stages[step]))} |`);
  console.log(
    `\nPeak RSS: receiver ${median(all.map(({ rss }) => rss.receiver))} MB, analysis ${median(all.map(({ rss }) => rss.analysis))} MB`,
  );
}
