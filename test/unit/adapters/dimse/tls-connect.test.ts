import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTls } from '../../../../adapters/dimse/tls-connect.js';
import { type Issued, selfSigned } from '../../../support/certificates.js';
import { freePort } from '../../../support/free-port.js';
import { echoes, TlsScene } from './tls-scene.js';

const NEVER = new AbortController().signal;

describe('connectTls', () => {
  let scene: TlsScene;
  beforeEach(() => {
    scene = new TlsScene();
  });
  afterEach(() => scene.close());

  const target = (port: number, fingerprints: readonly string[] = [], host = '127.0.0.1') => {
    const { certificate, key } = scene.client;
    return { host, port, tls: { certificate, key, authorities: [scene.authority.certificate], fingerprints } };
  };

  it.each(['127.0.0.1', 'localhost'])('connects to %s and shows our certificate', async (host) => {
    const socket = scene.closedLater(await connectTls(target(await scene.listen(), [], host), NEVER));
    expect(await echoes(socket)).toBe(true);
    expect(scene.peers).toMatchObject([{ fingerprint: scene.client.fingerprint }]);
  });

  const BAD_SERVERS: readonly [string, (scene: TlsScene) => Issued, RegExp][] = [
    ['that no authority of ours signed', ({ foreign }) => foreign.issue('other'), /unable to verify leaf signature/],
    ['that has expired', ({ authority }) => authority.issue('old', { validDays: [-9, -1] }), /cert has expired/],
    ['that it signed itself', ({ folder }) => selfSigned(folder, 'self'), /self signed cert/],
  ];
  it.each(BAD_SERVERS)('refuses a destination with a certificate %s', async (_, make, reason) => {
    const port = await scene.listen(make(scene));
    const failure = expect.objectContaining({ name: 'TlsFailed', message: expect.stringMatching(reason) });
    await expect(connectTls(target(port), NEVER)).rejects.toEqual(failure);
  });

  it('believes a pinned certificate, whoever signed it', async () => {
    const self = selfSigned(scene.folder, 'self');
    const port = await scene.listen(self);
    const pinned = target(port, [scene.ours.fingerprint, self.fingerprint]);
    expect(await echoes(scene.closedLater(await connectTls(pinned, NEVER)))).toBe(true);
  });

  it.each([
    [[-9, -1], /has expired/],
    [[1, 9], /not valid yet/],
  ] as const)('does not believe a pinned certificate outside its time: %j days from now', async (validDays, reason) => {
    const self = selfSigned(scene.folder, 'self', { validDays });
    const port = await scene.listen(self);
    await expect(connectTls(target(port, [self.fingerprint]), NEVER)).rejects.toThrow(reason);
  });

  it('refuses another certificate of the same authority where one is pinned', async () => {
    const port = await scene.listen();
    const refusal = connectTls(target(port, [scene.client.fingerprint]), NEVER);
    await expect(refusal).rejects.toThrow('not one of those configured');
  });

  it('leaves the error of the system where nothing answers', async () => {
    const refusal = connectTls(target(await freePort()), NEVER);
    await expect(refusal).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names our file that cannot be used', async () => {
    const { host, port, tls } = target(1);
    const refusal = connectTls({ host, port, tls: { ...tls, key: 'absent.pem' } }, NEVER);
    await expect(refusal).rejects.toMatchObject({ code: 'tls.unusable' });
  });

  describe('a destination that does not speak TLS', () => {
    let server: Server;
    const plain = async (answer: string) => {
      server = createServer((socket) => socket.on('error', () => undefined).write(answer)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address ? address.port : 0;
    };
    afterEach(() => {
      server.close();
    });

    it('is told apart', async () => {
      const refusal = connectTls(target(await plain('220 hello there\r\n')), NEVER);
      await expect(refusal).rejects.toThrow('The TLS handshake failed: wrong version number.');
    });

    it('is not waited for after the signal', async () => {
      const refusal = connectTls(target(await plain('')), AbortSignal.timeout(100));
      await expect(refusal).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
});
