import { once } from 'node:events';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTlsServer } from '../../../../adapters/dimse/tls-server.js';
import type { TlsFiles } from '../../../../service/ports/dicom-listener.js';
import { type Issued, selfSigned } from '../../../support/certificates.js';
import { echoes, TlsScene } from './tls-scene.js';

describe('createTlsServer', () => {
  let scene: TlsScene;
  beforeEach(() => {
    scene = new TlsScene();
  });
  afterEach(() => scene.close());

  describe('handshake', () => {
    it('hands over a connection with the fingerprint and the names of its peer', async () => {
      const port = await scene.listen();
      const peer = scene.authority.issue('SCANNER', { dnsName: 'scanner.example' });
      expect(await echoes(scene.connect(port, peer))).toBe(true);
      expect(scene.peers).toEqual([{ fingerprint: peer.fingerprint, names: ['SCANNER', 'scanner.example'] }]);
      expect(scene.refusals).toEqual([]);
    });

    const BAD_CERTIFICATES: readonly [string, (scene: TlsScene) => Issued, RegExp][] = [
      ['that no authority of ours signed', ({ foreign }) => foreign.issue('other'), /unable to verify leaf signature/],
      ['that has expired', ({ authority }) => authority.issue('old', { validDays: [-9, -1] }), /cert has expired/],
      ['that is not valid yet', ({ authority }) => authority.issue('new', { validDays: [1, 9] }), /cert not yet valid/],
      ['that it signed itself', ({ folder }) => selfSigned(folder, 'self'), /self signed cert/],
    ];
    it.each(BAD_CERTIFICATES)('refuses a peer with a certificate %s, required or not', async (_, make, reason) => {
      for (const requireClientCertificate of [true, false]) {
        const port = await scene.listen({ requireClientCertificate });
        const { certificate, key } = make(scene);
        const shown = { cert: readFileSync(certificate), key: readFileSync(key) };
        expect(await echoes(scene.connect(port, undefined, shown))).toBe(false);
        expect(scene.refusals.at(-1)).toMatch(reason);
      }
      expect(scene.refusals).toHaveLength(2);
      expect(scene.refusals[0]).toMatch(/^127\.0\.0\.1: The TLS handshake failed: /);
      expect(scene.peers).toEqual([]);
    });

    it('believes a self-signed certificate that stands among the authorities', async () => {
      const self = selfSigned(scene.folder, 'self');
      const port = await scene.listen({ authorities: [scene.foreign.certificate, self.certificate] });
      expect(await echoes(scene.connect(port, self))).toBe(true);
    });

    it('refuses a peer without a certificate where one is required', async () => {
      const port = await scene.listen();
      expect(await echoes(scene.connect(port))).toBe(false);
      expect(scene.refusals).toEqual(['127.0.0.1: The TLS handshake failed: peer did not return a certificate.']);
    });

    it('hands over a peer without a certificate as none where it is optional', async () => {
      const port = await scene.listen({ requireClientCertificate: false });
      expect(await echoes(scene.connect(port))).toBe(true);
      expect(scene.peers).toEqual(['none']);
    });

    it.each([
      [
        'TLS 1.1',
        { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        /unsupported protocol/,
      ],
      ['a suite without AEAD', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, /no shared cipher/],
      ['a suite without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }, /no shared cipher/],
    ] as const)('refuses %s', async (_, options, reason) => {
      const port = await scene.listen();
      expect(await echoes(scene.connect(port, scene.client, options))).toBe(false);
      expect(scene.refusals).toEqual([expect.stringMatching(reason)]);
    });

    it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes no session over %s', async (version) => {
      const port = await scene.listen();
      const options = { minVersion: version, maxVersion: version };
      const first = scene.connect(port, scene.client, options);
      let session: Buffer | undefined;
      first.on('session', (ticket) => (session = ticket));
      expect(await echoes(first)).toBe(true);
      const second = scene.connect(port, scene.client, { ...options, session: session ?? first.getSession() });
      expect(await echoes(second)).toBe(true);
      expect(second.isSessionReused()).toBe(false);
    });

    it('does not renegotiate', async () => {
      const port = await scene.listen();
      const socket = scene.connect(port, scene.client, { maxVersion: 'TLSv1.2' });
      expect(await echoes(socket)).toBe(true);
      const failure = await new Promise((resolve) => socket.renegotiate({ rejectUnauthorized: false }, resolve));
      expect(failure).toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
    });

    it('refuses a peer that does not speak TLS and serves the next', async () => {
      const port = await scene.listen();
      const plain = scene.closedLater(connect(port, '127.0.0.1'));
      plain.resume().end(Buffer.from('0100000000cd00010000', 'hex'));
      await once(plain, 'close');
      expect(await echoes(scene.connect(port, scene.client))).toBe(true);
      expect(scene.refusals).toEqual(['127.0.0.1: The TLS handshake failed: wrong version number.']);
    });

    it('says nothing of one that only looks whether the port is open', async () => {
      const port = await scene.listen();
      const probe = connect(port, '127.0.0.1');
      await once(probe, 'connect');
      probe.destroy();
      expect(await echoes(scene.connect(port, scene.client))).toBe(true);
      expect(scene.refusals).toEqual([]);
    });

    it('gives up a peer that is silent, or sends a byte now and then', async () => {
      const port = await scene.listen({}, { handshakeMs: 200 });
      const silent = scene.closedLater(connect(port, '127.0.0.1').on('error', () => undefined));
      const slow = scene.closedLater(connect(port, '127.0.0.1').on('error', () => undefined));
      const hello = Buffer.from('16030100c8010000c4', 'hex');
      let sent = 0;
      const drip = setInterval(() => slow.write(hello.subarray(sent, ++sent)), 30);
      await Promise.all([silent, slow].map((socket) => once(socket.resume(), 'close')));
      clearInterval(drip);
      const said = '127.0.0.1: The TLS handshake was not done after 0.2 s.';
      await vi.waitFor(() => expect(scene.refusals).toEqual([said, said]));
    });

    it('lets the oldest handshake make way when too many are under way', async () => {
      const port = await scene.listen({}, { maxHandshakes: 2 });
      const open = async () => {
        const socket = scene.closedLater(connect(port, '127.0.0.1').on('error', () => undefined));
        await once(socket, 'connect');
        return socket.resume();
      };
      const [first, second] = [await open(), await open()];
      expect(await echoes(scene.connect(port, scene.client))).toBe(true);
      expect([first.closed, second.closed]).toEqual([true, false]);
      expect(scene.refusals).toEqual(['127.0.0.1: Its TLS handshake made way for another.']);
    });

    it('still answers a peer that has ended its side', async () => {
      const port = await scene.listen();
      const socket = scene.connect(port, scene.client);
      await once(socket, 'secureConnect');
      socket.end('last words');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toBe('last words');
      await once(socket.resume(), 'close');
    });

    it('leaves a connection open as long as it likes once the handshake is done', async () => {
      const port = await scene.listen({}, { handshakeMs: 200 });
      const socket = scene.connect(port, scene.client);
      expect(await echoes(socket)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await echoes(socket)).toBe(true);
    });
  });

  describe('files', () => {
    const shownTo = async (port: number) => {
      const socket = scene.connect(port, scene.client);
      await once(socket, 'secureConnect');
      return socket.getPeerCertificate().fingerprint256;
    };

    it('are read again when they change; connections that are open go on', async () => {
      const port = await scene.listen();
      const open = scene.connect(port, scene.client);
      expect(await echoes(open)).toBe(true);
      const renewed = scene.authority.issue('ours');
      await vi.waitUntil(async () => (await shownTo(port)) === renewed.fingerprint, 5000);
      expect(await echoes(open)).toBe(true);
      expect(scene.errors).toEqual([]);
    });

    it('withdraw an authority', async () => {
      const port = await scene.listen();
      expect(await echoes(scene.connect(port, scene.client))).toBe(true);
      copyFileSync(scene.foreign.certificate, scene.authority.certificate);
      // The peer goes on believing us, by what it has read before.
      const { certificate, key } = scene.client;
      const shown = { cert: readFileSync(certificate), key: readFileSync(key), rejectUnauthorized: false };
      await vi.waitUntil(async () => !(await echoes(scene.connect(port, undefined, shown))), 5000);
      expect(scene.refusals.at(-1)).toMatch(/unable to verify leaf signature/);
    });

    it('that are broken leave the former ones in use until they are whole again', async () => {
      const port = await scene.listen();
      writeFileSync(scene.ours.certificate, 'half a certif');
      await vi.waitUntil(() => scene.errors.length > 0, 5000);
      expect(scene.errors).toEqual([expect.objectContaining({ code: 'tls.unusable' })]);
      expect(await shownTo(port)).toBe(scene.ours.fingerprint);
      const renewed = scene.authority.issue('ours');
      await vi.waitUntil(async () => (await shownTo(port)) === renewed.fingerprint, 5000);
      expect(scene.errors).toHaveLength(1);
    });

    const UNUSABLE: readonly [string, (scene: TlsScene) => Partial<TlsFiles>, RegExp][] = [
      ['a certificate that is missing', () => ({ certificate: 'absent.pem' }), /absent\.pem cannot be read/],
      [
        'a certificate that is none',
        ({ client }) => ({ certificate: client.key }),
        /client-key\.pem holds no certificate/,
      ],
      ['a key that is none', ({ client }) => ({ key: client.certificate }), /client\.pem holds no private key/],
      ['the key of another', ({ client }) => ({ key: client.key }), /client-key\.pem is not the key of .*ours\.pem/],
      [
        'an authority that is none',
        ({ client }) => ({ authorities: [client.key] }),
        /client-key\.pem holds no certificate/,
      ],
      ['a weak key', ({ authority }) => authority.issue('weak', { rsaBits: 1024 }), /weak\.pem or its key is too weak/],
    ];
    it.each(UNUSABLE)('are refused at the start: %s', (_, changes, message) => {
      const start = () => createTlsServer(scene.files(changes(scene)), { connection() {}, refused() {} });
      expect(start).toThrow(expect.objectContaining({ code: 'tls.unusable', message: expect.stringMatching(message) }));
    });

    it('are named when they are refused, never quoted', () => {
      appendFileSync(scene.ours.key, 'the last line');
      writeFileSync(scene.ours.key, readFileSync(scene.ours.key, 'utf8').replace('PRIVATE KEY', 'PUBLIC KEY'));
      const start = () => createTlsServer(scene.files(), { connection() {}, refused() {} });
      const secret = readFileSync(scene.ours.key, 'utf8').split('\n')[1];
      expect(start).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
    });
  });
});
