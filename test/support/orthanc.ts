/** Orthanc on loopback with a folder of its own: an archive that a test starts, stops, starts again and looks into. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';

const PATIENCE_MS = 45_000;

export interface OrthancSeries {
  readonly ID: string;
  readonly Instances: readonly string[];
  readonly MainDicomTags: Readonly<Record<string, string>>;
}

export class Orthanc {
  #process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly dicomPort: number,
    readonly httpPort: number,
  ) {}

  /** @param settings of its configuration file, over those here */
  static async create(folder: string, settings: object = {}): Promise<Orthanc> {
    const orthanc = new Orthanc(folder, await freePort(), await freePort());
    await mkdir(folder, { recursive: true });
    const configuration = {
      Name: 'ARCHIVE',
      DicomAet: 'ARCHIVE',
      DicomPort: orthanc.dicomPort,
      HttpPort: orthanc.httpPort,
      StorageDirectory: folder,
      IndexDirectory: folder,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      DicomAlwaysAllowStore: true,
      UnknownSopClassAccepted: true,
      ...settings,
    };
    await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration));
    return orthanc;
  }

  async start(): Promise<void> {
    this.#process = spawn('Orthanc', [join(this.folder, 'orthanc.json')], { stdio: 'ignore' });
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      if (await this.get('system').catch(() => undefined)) return;
    }
    throw new Error('Orthanc did not start.');
  }

  async stop(): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  /** A resource of its REST API as JSON. */
  async get<T>(path: string): Promise<T> {
    return (await fetch(`http://127.0.0.1:${this.httpPort}/${path}`)).json() as Promise<T>;
  }

  /** What a command of its REST API answers; rejects if it is refused. */
  async post<T>(path: string, body: unknown = {}): Promise<T> {
    const url = `http://127.0.0.1:${this.httpPort}/${path}`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`Orthanc answers ${response.status} to POST ${path}: ${await response.text()}`);
    return response.json() as Promise<T>;
  }

  /** A Part 10 file. */
  async file(instance: string): Promise<Buffer> {
    const response = await fetch(`http://127.0.0.1:${this.httpPort}/instances/${instance}/file`);
    return Buffer.from(await response.arrayBuffer());
  }

  async series(): Promise<readonly OrthancSeries[]> {
    const ids = await this.get<readonly string[]>('series');
    return Promise.all(ids.map((id) => this.get<OrthancSeries>(`series/${id}`)));
  }

  /** Resolves with the series once there are as many; rejects with what is there after `patienceMs`. */
  async waitForSeries(count: number, patienceMs: number): Promise<readonly OrthancSeries[]> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const series = await this.series();
      if (series.length >= count) return series;
      if (Date.now() > end)
        throw new Error(`After ${patienceMs} ms the archive holds ${series.length} series, not ${count}.`);
      await sleep(200);
    }
  }
}
