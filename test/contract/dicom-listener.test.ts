import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, describe } from 'vitest';
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { Authority } from '../support/certificates.js';
import { dicomListenerContract } from './dicom-listener.contract.js';
import { messages } from './dicom-listener.messages.js';
import type { ListenerUnderTest } from './dicom-listener.scene.js';
import { pressure } from './dicom-listener.silent.js';

const HOST = '127.0.0.1';

dicomListenerContract('TCP', {
  create: createDicomListener,
  async connect(port) {
    const socket = connect({ port, host: HOST, allowHalfOpen: true });
    await once(socket, 'connect');
    return socket;
  },
});

const folder = mkdtempSync(join(tmpdir(), 'cambium-listener-'));
const authority = new Authority(folder, 'authority');
afterAll(() => rmSync(folder, { recursive: true }));

// Nobody is asked for a certificate: who is believed is tested elsewhere, here how the bytes come.
const OVER_TLS: ListenerUnderTest = {
  create: createDicomListener,
  tls: { ...authority.issue('node'), authorities: [authority.certificate], requireClientCertificate: false },
  async connect(port) {
    const socket = connectTls({ port, host: HOST, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return socket;
  },
};

describe('DicomListener: TLS, whose bytes come by events', () => {
  messages(OVER_TLS);
  pressure(OVER_TLS);
});
