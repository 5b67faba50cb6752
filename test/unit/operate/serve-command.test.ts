/** `cambium serve`, as built, started and ended as a supervisor does it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.js';
import { projectPath } from '../../support/project.js';

interface Serving {
  readonly process: ChildProcess;
  output(): string;
}

describe('cambium serve', { timeout: 60_000 }, () => {
  let folder: string;
  let httpPort: number;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cambium-serve-'));
    httpPort = await freePort();
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function serve(more: object = {}): Promise<Serving> {
    const path = join(folder, `cambium-${started.length}.yaml`);
    const config = {
      node: { host: '127.0.0.1', port: await freePort() },
      storage: { dataDir: join(folder, 'data'), refuseAbovePercent: 100 },
      http: { port: httpPort },
      ...more,
    };
    writeFileSync(path, JSON.stringify(config));
    const child = spawn('node', [projectPath('dist/service/main.js'), 'serve', '--config', path]);
    started.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { process: child, output: () => output };
  }

  const ready = (node: Serving) => expect.poll(node.output, { timeout: 20_000 }).toContain('node is ready');

  it('says when it is ready, answers for its health, and drains at SIGTERM', async () => {
    const node = await serve();
    await ready(node);
    for (const path of ['healthz', 'readyz', 'metrics']) {
      expect((await fetch(`http://127.0.0.1:${httpPort}/${path}`)).status, path).toBe(200);
    }
    node.process.kill('SIGTERM');
    expect(await once(node.process, 'exit')).toEqual([0, null]);
  });

  it('refuses to start with a broken pack, and says which file and why', async () => {
    const packs = join(folder, 'packs');
    cpSync(projectPath('models/packs'), packs, { recursive: true });
    appendFileSync(join(packs, 'densitometry', 'local.onnx'), 'x');
    const node = await serve({ analyze: { packDirs: [packs] } });
    expect(await once(node.process, 'exit')).toEqual([1, null]);
    expect(node.output()).toContain('pack.digest-mismatch');
    expect(node.output()).toContain(join(packs, 'densitometry', 'local.onnx'));
  });

  it('refuses an attention threshold of a measure that no pack has', async () => {
    const node = await serve({ analyze: { attention: { laa9500: 15 } } });
    expect(await once(node.process, 'exit')).toEqual([2, null]);
    expect(node.output()).toContain('laa9500');
  });

  it('refuses a data folder that another node uses', async () => {
    await ready(await serve());
    httpPort = await freePort();
    const second = await serve();
    expect(await once(second.process, 'exit')).toEqual([1, null]);
    expect(second.output()).toContain('registry.locked');
  });

  it('names the port that another program holds', async () => {
    await ready(await serve());
    const second = await serve({ storage: { dataDir: join(folder, 'other') } });
    expect(await once(second.process, 'exit')).toEqual([1, null]);
    expect(second.output()).toContain(`127.0.0.1:${httpPort}`);
  });

  it('names file, line and key of a configuration that is not valid', async () => {
    const node = await serve({ assemble: { quietSecond: 3 } });
    expect(await once(node.process, 'exit')).toEqual([2, null]);
    expect(node.output()).toMatch(/cambium-0\.yaml:1: assemble\.quietSecond/);
  });
});
