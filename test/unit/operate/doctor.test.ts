import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../../service/config.js';
import { CambiumError } from '../../../service/errors/registry.js';
import { type DoctorParts, doctor } from '../../../service/operate/doctor/doctor.js';
import { readiness } from '../../../service/operate/readiness.js';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'cambium-doctor-'));
const registryPath = join(folder, 'registry.sqlite');
writeFileSync(registryPath, '');
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function listen(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function check(name: string, parts: Partial<DoctorParts> = {}, config = {}) {
  const checks = await doctor({
    config: configSchema.parse({
      storage: { dataDir: folder },
      node: { host: '127.0.0.1', port: 0 },
      http: { port: 0 },
      ...config,
    }),
    clock: { now: () => Date.now() },
    scu: { store: async () => [], echo: async () => ({ reachable: true, accepted: true, status: 0, milliseconds: 3 }) },
    destinations: [{ name: 'PACS', aeTitle: 'PACS', host: '10.0.0.1', port: 104 }],
    usedPercent: async () => 10,
    checkRegistry: async () => [],
    registryPath,
    verifyPacks: async () => [{ id: 'densitometry', ok: true }],
    inspectCertificate: () => ({ expiresAt: Date.now() + 400 * DAY_MS }),
    ...parts,
  });
  return checks.find((one) => one.name === name);
}

describe('doctor', () => {
  it.each(['disk space', 'fsync', 'clock', 'registry', 'DICOM port', 'HTTP port', 'model packs', 'peer PACS'])(
    'finds nothing wrong with %s on a sound machine',
    async (name) => {
      expect(await check(name)).toMatchObject({ state: 'ok' });
    },
  );

  it('leaves nothing behind', async () => {
    await check('fsync');
    expect(readdirSync(folder)).toEqual(['registry.sqlite']);
  });

  it.each([
    [79, 'ok'],
    [80, 'warn'],
    [90, 'fail'],
  ])('calls a disk that is %i % full of 90 %% %s', async (used, state) => {
    expect(await check('disk space', { usedPercent: async () => used })).toMatchObject({ state });
  });

  it('distrusts a clock that is behind the last write, or in another decade', async () => {
    const hour = 3_600_000;
    utimesSync(registryPath, new Date(), new Date(Date.now()));
    expect(await check('clock', { clock: { now: () => Date.now() - hour } })).toMatchObject({ state: 'fail' });
    expect(await check('clock', { clock: { now: () => 0 } })).toMatchObject({ state: 'fail' });
  });

  it('tells that a port is held by another program', async () => {
    const port = await listen();
    const found = await check('DICOM port', {}, { node: { host: '127.0.0.1', port } });
    expect(found).toMatchObject({ state: 'fail', what: `Port ${port} is held by another program.` });
  });

  it('passes on what the registry’s own check finds', async () => {
    expect(await check('registry', { checkRegistry: async () => ['row 3 missing from index'] })).toMatchObject({
      state: 'fail',
      what: 'row 3 missing from index',
    });
  });

  it('turns an error of a look into a failed check with the action of its code', async () => {
    const found = await check('registry', {
      checkRegistry: () => Promise.reject(new CambiumError('registry.newer-version')),
    });
    expect(found).toMatchObject({
      state: 'fail',
      what: expect.stringContaining('newer'),
      todo: expect.stringContaining('Run that version'),
    });
  });

  it('does not mind that a node was never started, and makes no folder for it', async () => {
    const dataDir = join(folder, 'not', 'there');
    const checkRegistry = () => Promise.reject(new CambiumError('registry.not-initialised'));
    expect(await check('registry', { checkRegistry })).toMatchObject({ state: 'warn' });
    expect(await check('fsync', {}, { storage: { dataDir } })).toMatchObject({ state: 'ok' });
    expect(readdirSync(folder)).toEqual(['registry.sqlite']);
  });

  it('names the pack that is broken, and the peer that is away', async () => {
    const broken = [{ id: 'densitometry', ok: false, message: 'local.onnx has another digest' }];
    expect(await check('model packs', { verifyPacks: async () => broken })).toMatchObject({
      state: 'fail',
      what: 'densitometry: local.onnx has another digest',
    });
    const scu = {
      store: async () => [],
      echo: async () => ({ reachable: false, accepted: false, milliseconds: 5000, message: 'ECONNREFUSED' }),
    };
    expect(await check('peer PACS', { scu })).toMatchObject({
      state: 'fail',
      what: 'PACS at 10.0.0.1:104 does not answer. ECONNREFUSED',
    });
  });

  describe('of TLS', () => {
    const tls = { port: 0, certificate: 'ours.pem', key: 'ours-key.pem', authorities: ['authority.pem'] };
    const now = Date.UTC(2026, 0, 1);
    const certificate = (inspectCertificate: DoctorParts['inspectCertificate']) =>
      check('TLS certificate', { clock: { now: () => now }, inspectCertificate }, { tls });

    it.each([
      [31, 'ok', 'It is valid until 2026-02-01, for 31 more days.'],
      [30, 'warn', 'It is valid until 2026-01-31, for 30 more days.'],
      [0.5, 'warn', 'It is valid until 2026-01-01, for 0 more days.'],
      [0, 'fail', 'It expired on 2026-01-01.'],
      [-2, 'fail', 'It expired on 2025-12-30.'],
    ] as const)('calls a certificate with %d days left %s', async (days, state, what) => {
      expect(await certificate(() => ({ expiresAt: now + days * DAY_MS }))).toMatchObject({ state, what });
    });

    it('says what is wrong with one that cannot be used', async () => {
      const found = certificate(() => {
        throw new CambiumError('tls.unusable', 'ours-key.pem is not the key of ours.pem.');
      });
      expect(await found).toMatchObject({ state: 'fail', what: expect.stringContaining('is not the key of ours.pem') });
    });

    it('looks at the port too, and not at a plain port that is switched off', async () => {
      const port = await listen();
      const config = { node: { host: '127.0.0.1', plain: false }, tls: { ...tls, port } };
      expect(await check('TLS port', {}, config)).toMatchObject({ state: 'fail' });
      expect(await check('DICOM port', {}, config)).toBeUndefined();
    });

    it('looks at nothing where there is none', async () => {
      expect(await check('TLS certificate')).toBeUndefined();
      expect(await check('TLS port')).toBeUndefined();
    });
  });
});

describe('readiness', () => {
  const parts = { up: () => true, depth: () => [], usedPercent: async () => 10, refuseAbovePercent: 90 };
  const states = async (changes: Partial<Parameters<typeof readiness>[0]>) =>
    (await readiness({ ...parts, ...changes })).map(({ state }) => state);

  it('is there when the node is up, the registry answers and the disk has room', async () => {
    expect(await states({})).toEqual(['ok', 'ok', 'ok']);
  });

  it('is not while the node drains, the registry fails or the disk is full', async () => {
    const depth = () => {
      throw new CambiumError('storage.failed');
    };
    expect(await states({ up: () => false, depth, usedPercent: async () => 95 })).toEqual(['fail', 'fail', 'fail']);
  });

  it('stays when jobs are parked, with a warning', async () => {
    expect(await states({ depth: () => [{ kind: 'deliver', state: 'parked', count: 2 }] })).toEqual([
      'ok',
      'warn',
      'ok',
    ]);
  });
});
