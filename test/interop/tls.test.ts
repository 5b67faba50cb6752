/** TLS with peers of another make: theirs to us, ours to them, and what is refused. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { connectTls } from '../../adapters/dimse/tls-connect.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { Destination } from '../../service/ports/storage-scu.js';
import { type Issued, selfSigned } from '../support/certificates.js';
import { DimsePeer } from '../support/dimse-peer.js';
import { Orthanc } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { run, Storescp } from './dcmtk.js';
import { TlsNode } from './tls-node.js';

const NEVER = new AbortController().signal;
const SCANNER = { address: '127.0.0.1', tls: true };
const [INSTANCE] = tinyCt('tls', 1).instances;

let node: TlsNode;
beforeEach(async () => {
  node = await TlsNode.create();
});
afterEach(() => node.close());

const believing = () => ['+cf', node.authority.certificate];
const showing = ({ certificate, key }: Issued) => ['+tls', key, certificate];

/** Whom our requests go to, who that may be, and what it is shown. */
const destination = (port: number, fingerprints: readonly string[] = [], shown = node.ours): Destination => {
  const { certificate, key } = shown;
  const tls = { certificate, key, authorities: [node.authority.certificate], fingerprints };
  return { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port, tls };
};
const scu = createStorageScu({ callingAeTitle: 'CAMBIUM', timeoutMs: 10_000 });

withPeer('dcmtk', 'TLS, from dcmtk', () => {
  const echo = (tlsOptions: readonly string[], port = node.tlsPort, title = 'SCANNER') =>
    run('echoscu', ['-to', '10', '-aet', title, '-aec', 'CAMBIUM', ...tlsOptions, '127.0.0.1', `${port}`]);
  const refusedWith = (message: RegExp) =>
    vi.waitFor(() =>
      expect(node.ended).toEqual([
        { code: 'tls.handshake-failed', address: '127.0.0.1', message: expect.stringMatching(message) },
      ]),
    );

  it('takes a C-ECHO of a peer whose certificate an authority signed', async () => {
    await node.listen({ peers: { SCANNER } });
    const shown = node.authority.issue('scanner');
    expect(await echo([...showing(shown), ...believing()])).toMatchObject({ status: 0 });
    expect(node.admitted).toMatchObject([{ tls: { fingerprint: shown.fingerprint, names: ['scanner'] } }]);
    expect(node.ended).toEqual([]);
  });

  it('takes RSA certificates as well', async () => {
    await node.listen({ peers: { SCANNER } });
    const shown = node.authority.issue('scanner', { rsaBits: 2048 });
    expect(await echo([...showing(shown), ...believing()])).toMatchObject({ status: 0 });
  });

  it('takes a C-STORE with the data set as it was sent', async () => {
    await node.listen({ peers: { SCANNER } });
    const file = join(node.folder, 'instance.dcm');
    await writeFile(file, INSTANCE.part10);
    const tlsOptions = [...showing(node.authority.issue('scanner')), ...believing()];
    const sent = await run('storescu', [
      '-aet',
      'SCANNER',
      '-aec',
      'CAMBIUM',
      ...tlsOptions,
      '127.0.0.1',
      `${node.tlsPort}`,
      file,
    ]);
    expect(sent).toMatchObject({ status: 0 });
    expect(node.kept).toEqual([splitPart10(INSTANCE.part10).dataSet]);
  });

  it('refuses an anonymous peer', async () => {
    await node.listen({ peers: { SCANNER } });
    expect((await echo(['+tla', ...believing()])).status).not.toBe(0);
    await refusedWith(/peer did not return a certificate/);
  });

  it('takes an anonymous peer where certificates are optional, unless its own is known', async () => {
    const pinned = { ...SCANNER, certificates: [node.ours.fingerprint] };
    await node.listen({ peers: { SCANNER, PINNED: pinned }, requireClientCertificate: false });
    expect(await echo(['+tla', '-ic'])).toMatchObject({ status: 0 });
    expect((await echo(['+tla', '-ic'], node.tlsPort, 'PINNED')).status).not.toBe(0);
    expect(node.admitted).toMatchObject([{ tls: 'none' }]);
    expect(node.rejected).toEqual(['association.certificate-unknown']);
  });

  const BAD_CERTIFICATES: readonly [string, () => Issued, RegExp][] = [
    ['of another authority', () => node.foreign.issue('scanner'), /unable to verify leaf signature/],
    ['that has expired', () => node.authority.issue('scanner', { validDays: [-9, -1] }), /cert has expired/],
    ['that it signed itself', () => selfSigned(node.folder, 'scanner'), /self signed cert/],
  ];
  it.each(BAD_CERTIFICATES)('refuses a certificate %s, and says so', async (_, shown, reason) => {
    await node.listen({ peers: { SCANNER } });
    expect((await echo([...showing(shown()), ...believing()])).status).not.toBe(0);
    await refusedWith(reason);
    expect(node.admitted).toEqual([]);
  });

  it('refuses the certificate of another peer where one is known', async () => {
    const [scanner, another] = [node.authority.issue('scanner'), node.authority.issue('another')];
    await node.listen({ peers: { SCANNER: { ...SCANNER, certificates: [scanner.fingerprint] } } });
    expect((await echo([...showing(another), ...believing()])).status).not.toBe(0);
    expect(node.rejected).toEqual(['association.certificate-unknown']);
    expect(await echo([...showing(scanner), ...believing()])).toMatchObject({ status: 0 });
  });

  it('refuses the retired AES profile, whose suites have no forward secrecy', async () => {
    await node.listen({ peers: { SCANNER } });
    const shown = node.authority.issue('scanner', { rsaBits: 2048 });
    expect((await echo(['+pa', ...showing(shown), ...believing()])).status).not.toBe(0);
    await refusedWith(/no shared cipher/);
  });

  it('refuses a plain peer on the TLS port, and serves the next', async () => {
    await node.listen({ peers: { SCANNER } });
    expect((await echo([])).status).not.toBe(0);
    await refusedWith(/wrong version number/);
    expect(await echo([...showing(node.authority.issue('scanner')), ...believing()])).toMatchObject({ status: 0 });
  });

  it('refuses a TLS peer on the plain port, and other peers there not', async () => {
    await node.listen({ peers: { SCANNER, OLD: { address: '127.0.0.1' } } });
    expect((await echo([], node.plainPort)).status).not.toBe(0);
    expect(node.rejected).toEqual(['association.tls-required']);
    expect(await echo([], node.plainPort, 'OLD')).toMatchObject({ status: 0 });
  });

  it('shows a renewed certificate without a restart, and open associations go on', async () => {
    await node.listen({ peers: { SCANNER } });
    const { certificate, key } = node.authority.issue('scanner');
    const files = { certificate, key, authorities: [node.authority.certificate] };
    const connect = (fingerprints: readonly string[]) =>
      connectTls({ host: '127.0.0.1', port: node.tlsPort, tls: { ...files, fingerprints } }, NEVER);
    const open = new DimsePeer(await connect([node.ours.fingerprint]));
    await open.associate({ calling: 'SCANNER' });
    const renewed = node.authority.issue('ours');
    await vi.waitFor(async () => (await connect([renewed.fingerprint])).destroy(), { timeout: 15_000, interval: 500 });
    expect(await open.store('1.2.3', splitPart10(INSTANCE.part10).dataSet)).toBe(0);
    expect(node.kept).toHaveLength(1);
    open.destroy();
  });
});

withPeer('dcmtk', 'TLS, to storescp', () => {
  let archive: Storescp | undefined;
  afterEach(async () => {
    await archive?.stop();
    archive = undefined;
  });
  const start = async (shown: Issued) => {
    archive = await Storescp.start(join(node.folder, 'archive'), ['+xa', ...showing(shown), ...believing()]);
    return archive;
  };

  it('stores over TLS, with our certificate', async () => {
    const { port } = await start(node.authority.issue('archive'));
    expect(await scu.store(destination(port), [INSTANCE], NEVER)).toMatchObject([{ status: 0 }]);
    expect(await archive?.stored()).toMatchObject([{ dataSet: splitPart10(INSTANCE.part10).dataSet }]);
  });

  it('believes a self-signed certificate that is known by its fingerprint', async () => {
    const shown = selfSigned(node.folder, 'archive');
    const { port } = await start(shown);
    expect(await scu.echo(destination(port, [shown.fingerprint]), NEVER)).toMatchObject({ accepted: true });
    expect(await scu.echo(destination(port), NEVER)).toMatchObject({
      reachable: false,
      message: 'The TLS handshake failed: depth zero self signed cert.',
    });
  });

  it('waits for an archive whose certificate is of another authority: nothing is sent', async () => {
    const { port } = await start(node.foreign.issue('archive'));
    const [outcome] = await scu.store(destination(port), [INSTANCE], NEVER);
    expect(outcome).toMatchObject({ error: { code: 'delivery.unreachable' } });
    expect(await archive?.stored()).toEqual([]);
  });
});

withPeer('orthanc', 'TLS, with Orthanc', () => {
  let orthanc: Orthanc;
  const ask = (method: 'PUT' | 'POST', path: string, body: object | Buffer) =>
    fetch(`http://127.0.0.1:${orthanc.httpPort}/${path}`, {
      method,
      body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body),
    });
  beforeEach(async () => {
    const { certificate, key } = node.authority.issue('orthanc', { rsaBits: 2048 });
    orthanc = await Orthanc.create(join(node.folder, 'orthanc'), {
      DicomTlsEnabled: true,
      DicomTlsCertificate: certificate,
      DicomTlsPrivateKey: key,
      DicomTlsTrustedCertificates: node.authority.certificate,
      DicomTlsRemoteCertificateRequired: true,
    });
    await orthanc.start();
  });
  afterEach(() => orthanc.stop());

  it('takes what it sends, from its certificate only', async () => {
    await node.listen({ peers: { ARCHIVE: SCANNER } });
    const ours = { AET: 'CAMBIUM', Host: '127.0.0.1', Port: node.tlsPort, UseDicomTls: true };
    await ask('PUT', 'modalities/cambium', ours);
    await ask('POST', 'instances', INSTANCE.part10);
    const sent = await ask('POST', 'modalities/cambium/store', {
      Resources: await orthanc.get<readonly string[]>('instances'),
      Synchronous: true,
    });
    expect(await sent.json()).toMatchObject({ InstancesCount: 1, FailedInstancesCount: 0 });
    expect(node.kept).toHaveLength(1);
    expect(node.admitted).toMatchObject([{ tls: { names: ['orthanc'] } }]);
  });

  it('is sent what we store, and not without our certificate', async () => {
    const { dicomPort } = orthanc;
    expect(await scu.store(destination(dicomPort), [INSTANCE], NEVER)).toMatchObject([{ status: 0 }]);
    expect(await orthanc.get('instances')).toHaveLength(1);
    const stranger = destination(dicomPort, [], node.foreign.issue('stranger'));
    expect(await scu.echo(stranger, NEVER)).toMatchObject({ accepted: false });
  });
});
