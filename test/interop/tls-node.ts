/** A listener with a plain port and a TLS port, admission as configured, for peers of another make. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { configSchema } from '../../service/config.js';
import type { Association, EarlyEnd, InstanceSink } from '../../service/ports/dicom-listener.js';
import { type AdmissionError, admissionError, permits, rejectionFor } from '../../service/receive/admission.js';
import { Authority } from '../support/certificates.js';

export class TlsNode {
  readonly authority: Authority;
  readonly foreign: Authority;
  readonly ours: ReturnType<Authority['issue']>;
  readonly admitted: Association[] = [];
  readonly rejected: AdmissionError[] = [];
  readonly ended: EarlyEnd[] = [];
  /** Data sets, as they came. */
  readonly kept: Buffer[] = [];
  readonly #listener = createDicomListener();
  plainPort = 0;
  tlsPort = 0;

  private constructor(readonly folder: string) {
    this.authority = new Authority(folder, 'authority');
    this.foreign = new Authority(folder, 'foreign');
    this.ours = this.authority.issue('ours', { dnsName: 'localhost' });
  }

  /** Certificates only: `listen` opens the ports. */
  static async create(): Promise<TlsNode> {
    return new TlsNode(await mkdtemp(join(tmpdir(), 'cambium-tls-')));
  }

  async listen({ peers, requireClientCertificate = true }: ListenOptions): Promise<void> {
    const config = configSchema.parse({ peers });
    const host = '127.0.0.1';
    const { certificate, key } = this.ours;
    const authorities = [this.authority.certificate];
    const tls = { certificate, key, authorities, requireClientCertificate };
    const handlers = {
      admit: (association: Association, open: Parameters<typeof admissionError>[1]) => {
        const code = admissionError(association, open, config);
        if (code === undefined) this.admitted.push(association);
        else this.rejected.push(code);
        return code && rejectionFor(code);
      },
      permits: (...[association, service]: [Association, Parameters<typeof permits>[1]]) =>
        permits(association, service, config),
      store: () => this.#keep(),
      ended: (end: EarlyEnd) => void this.ended.push(end),
    };
    this.plainPort = await this.#listener.listen({ ...config.node, host, port: 0 }, handlers);
    this.tlsPort = await this.#listener.listen({ ...config.node, host, port: 0, tls }, handlers);
  }

  #keep(): InstanceSink {
    const parts: Buffer[] = [];
    return {
      write: (bytes) => void parts.push(Buffer.from(bytes)),
      end: async () => {
        this.kept.push(Buffer.concat(parts));
        return 0;
      },
      abort: () => undefined,
    };
  }

  async close(): Promise<void> {
    await this.#listener.close(0);
    await rm(this.folder, { recursive: true });
  }
}

export interface ListenOptions {
  readonly peers: Readonly<Record<string, object>>;
  readonly requireClientCertificate?: boolean;
}
