/**
 * Time to take in 300 images of 512 × 512: our receive stage (disk synced, row committed) beside dcmtk's storescp, which
 * promises nothing. Both get the same files from the same dcmsend, in turn, after as many others: a node makes its folders
 * and compiles its code once in its life. The ratio is of medians. By hand:
 *
 *   npx tsx test/bench/ingest-quick.ts [images] [rounds]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ctDataSet, part10Bytes } from '../support/data-sets.js';
import { freePort } from '../support/free-port.js';

const IMAGES = Number(process.argv[2] ?? 300);
const ROUNDS = Number(process.argv[3] ?? 3);
/** Without it, dcmtk waits 40 ms for every image, which would flatter nobody but us. */
const ENV = { ...process.env, TCP_NODELAY: '1' };
const RECEIVE_PROCESS = fileURLToPath(new URL('../support/receive-process.ts', import.meta.url));

interface Receiver {
  readonly process: ChildProcess;
  readonly port: number;
}

interface Timing {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const RECEIVERS = { cambium, storescp } as const;
type Name = keyof typeof RECEIVERS;

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cambium-ingest-'));
  const timings: Record<Name, Timing[]> = { cambium: [], storescp: [] };
  try {
    const others = writeImages(join(root, 'others'), '1.2.3.5');
    const images = writeImages(join(root, 'images'), '1.2.3.4');
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(RECEIVERS) as Name[]) {
        timings[name].push(await time(name, join(root, `${name}-${round}`), [others, images]));
      }
    }
  } finally {
    rmSync(root, { recursive: true });
  }
  for (const [name, all] of Object.entries(timings)) print(name, all);
  const [ours, theirs] = [timings.cambium, timings.storescp].map((all) => median(all.map(({ seconds }) => seconds)));
  console.log(`ratio ${(ours / theirs).toFixed(2)} (cambium / storescp, ${IMAGES} images, ${ROUNDS} rounds)`);
}

function writeImages(folder: string, uidRoot: string): string {
  mkdirSync(folder);
  // Noise: what compresses well in a file system would be too easy.
  const pixels = randomBytes(512 * 512 * 2);
  for (let image = 1; image <= IMAGES; image++) {
    const sopInstanceUid = `${uidRoot}.${image}`;
    const file = part10Bytes(ctDataSet(sopInstanceUid, { pixels }), { sopInstanceUid });
    writeFileSync(join(folder, `${image}.dcm`), file);
  }
  return folder;
}

async function time(name: Name, folder: string, [others, images]: readonly [string, string]): Promise<Timing> {
  mkdirSync(folder);
  const { process: child, port } = await RECEIVERS[name](folder);
  await send(port, others);
  const cpuBefore = cpuSeconds(child);
  const started = performance.now();
  await send(port, images);
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  const timing = { seconds, cpuSeconds: cpuSeconds(child) - cpuBefore, peakMegabytes };
  if (child.stdin) child.stdin.end();
  else child.kill('SIGKILL');
  await once(child, 'exit');
  return timing;
}

async function send(port: number, folder: string): Promise<void> {
  const args = ['--max-pdu', '131072', '--scan-directories', '-aec', 'CAMBIUM', '127.0.0.1', `${port}`, folder];
  const [status] = await once(spawn('dcmsend', args, { env: ENV, stdio: 'inherit' }), 'exit');
  if (status !== 0) throw new Error(`dcmsend ended with ${status}.`);
}

async function cambium(folder: string): Promise<Receiver> {
  const args = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter((option) => option !== '');
  const child = spawn(process.execPath, [...args, '--import', 'tsx', RECEIVE_PROCESS, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { process: child, port: Number(line.replace('PORT ', '')) };
}

async function storescp(folder: string): Promise<Receiver> {
  const port = await freePort();
  const args = ['-pdu', '131072', '+B', '-od', folder, `${port}`];
  const child = spawn('storescp', args, { env: ENV, stdio: 'ignore' });
  await sleep(500);
  return { process: child, port };
}

/** User and system time, from the system's hundredths. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function print(name: string, timings: readonly Timing[]): void {
  const of = (key: keyof Timing) => median(timings.map((timing) => timing[key]));
  const rate = IMAGES / of('seconds');
  const all = timings.map(({ seconds }) => seconds.toFixed(2)).join(' ');
  console.log(
    `${name.padEnd(9)} ${of('seconds').toFixed(2)} s (${all}), ${rate.toFixed(0)} images/s, ` +
      `CPU ${of('cpuSeconds').toFixed(2)} s, peak ${of('peakMegabytes').toFixed(0)} MB`,
  );
}

await main();
