/** Defects in how instances are sent: by the Client of dcmjs-dimse, and by our Storage SCU, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctDataSet, part10Bytes } from '../support/data-sets.js';
import { projectPath } from '../support/project.js';
import { cpuMsOf } from '../support/target-process.js';
import { TIMEOUT_MS } from './defect.js';
import { type KeptInstance, keepingAcceptor } from './keeping-acceptor.js';
import type { Make } from './receiver.js';

const SENDERS = {
  'dcmjs-dimse': projectPath('test/defects/dcmjs-dimse-sender.ts'),
  ours: projectPath('test/defects/our-sender.ts'),
} as const satisfies Record<Make, string>;

interface SentInstance extends KeptInstance {
  /** Processor time the sender had used when it had sent it. */
  readonly cpuMs: number;
}

/** Sends the data sets in one association; what came, in its order. */
async function send(
  make: Make,
  dataSets: readonly Buffer[],
  env: NodeJS.ProcessEnv = {},
): Promise<readonly SentInstance[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cambium-requestor-'));
  const sent: SentInstance[] = [];
  let sender: ChildProcess | undefined;
  const acceptor = await keepingAcceptor((instance) => sent.push({ ...instance, cpuMs: cpuMsOf(sender?.pid) }));
  try {
    const files = dataSets.map((_, i) => join(folder, `${i}.dcm`));
    await Promise.all(
      dataSets.map((bytes, i) => writeFile(files[i], part10Bytes(bytes, { sopInstanceUid: `1.2.81.${i}` }))),
    );
    sender = spawn(process.execPath, ['--import', 'tsx', SENDERS[make], `${acceptor.port}`, ...files], {
      // It warns of what it leaves out, values included.
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    await once(sender, 'exit');
    expect(sent).toHaveLength(dataSets.length);
    return sent;
  } finally {
    await acceptor.close();
    await rm(folder, { recursive: true });
  }
}

const small = (count: number) => Array.from({ length: count }, (_, i) => ctDataSet(`1.2.81.${i}`));

describe('defect 5, the more instances an association has had the slower it is,', { timeout: TIMEOUT_MS }, () => {
  /** By how much more of the processor the last hundred take than an early hundred, milliseconds. */
  const slowdown = async (make: Make) => {
    const sent = await send(make, small(450), { NO_DELAY: '1' });
    const cpuMs = (from: number, to: number) => sent[to].cpuMs - sent[from].cpuMs;
    return cpuMs(349, 449) - cpuMs(60, 160);
  };

  it('shows in dcmjs-dimse', async () => {
    expect(await slowdown('dcmjs-dimse')).toBeGreaterThan(150);
  });

  it('is not here, by design: nothing of an instance outlives it', async () => {
    expect(await slowdown('ours')).toBeLessThan(150);
  });
});

describe('defect 9, private elements that are sent,', { timeout: TIMEOUT_MS }, () => {
  const dataSet = ctDataSet('1.2.81.0', {
    more: [
      { tag: 0x00090010, vr: 'LO', value: 'ACME 1.0' },
      { tag: 0x00091001, vr: 'LO', value: 'KNOWN TO ACME ONLY' },
    ],
  });
  const arrivesAsItIs = async (make: Make) => (await send(make, [dataSet]))[0].dataSet.equals(dataSet);

  it('shows in dcmjs-dimse', async () => {
    expect(await arrivesAsItIs('dcmjs-dimse')).toBe(false);
  });

  it('is not here, by design: stored bytes are sent as they are', async () => {
    expect(await arrivesAsItIs('ours')).toBe(true);
  });
});

describe('defect 14, a sender that waits for Nagle’s algorithm,', { timeout: TIMEOUT_MS }, () => {
  /** How many instances took as long as a receiver may delay its acknowledgement (40 ms on Linux). */
  const delayed = async (make: Make) =>
    (await send(make, small(60))).filter(({ milliseconds }) => milliseconds > 35).length;

  it('shows in dcmjs-dimse', async () => {
    expect(await delayed('dcmjs-dimse')).toBeGreaterThan(20);
  });

  it('is not here, TCP_NODELAY is set', async () => {
    expect(await delayed('ours')).toBeLessThan(20);
  });
});
