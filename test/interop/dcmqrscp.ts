/** dcmtk's dcmqrscp: an archive that can be queried, without Storage Commitment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorageScu } from '../../service/ports/storage-scu.js';
import { freePort } from '../support/free-port.js';

const PATIENCE_MS = 10_000;

export class Dcmqrscp {
  private constructor(
    readonly port: number,
    readonly process: ChildProcess,
  ) {}

  /** Started once it answers a C-ECHO of `scu`. Its AE title is ARCHIVE. */
  static async start(folder: string, scu: StorageScu): Promise<Dcmqrscp> {
    const storage = join(folder, 'storage');
    await mkdir(storage, { recursive: true });
    const port = await freePort();
    const configuration = join(folder, 'dcmqrscp.cfg');
    await writeFile(configuration, configurationFor(port, storage));
    const child = spawn('dcmqrscp', ['-c', configuration], { stdio: 'ignore' });
    const destination = { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port };
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
      const { accepted } = await scu.echo(destination, AbortSignal.timeout(PATIENCE_MS));
      if (accepted) return new Dcmqrscp(port, child);
    }
    child.kill();
    throw new Error('dcmqrscp did not start.');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
  }
}

const configurationFor = (port: number, storage: string) => `NetworkTCPPort = ${port}
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
ARCHIVE ${storage} RW (200, 1024mb) ANY
AETable END
`;
