import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../service/config.js';
import { destinationsOf } from '../../../service/deliver/destinations.js';

const FINGERPRINT = Array(32).fill('AB').join(':');
const tls = { certificate: 'ours.pem', key: 'ours-key.pem', authorities: ['authority.pem'] };

describe('destinationsOf', () => {
  it('takes every peer with a port, at its first plain address', () => {
    const peers = { PACS: { address: ['10.0.0.0/8', '10.0.0.5'], port: 104 }, CT1: { address: '10.0.0.6' } };
    expect(destinationsOf(configSchema.parse({ peers }))).toEqual([
      { name: 'PACS', aeTitle: 'PACS', host: '10.0.0.5', port: 104, proof: 'none' },
    ]);
  });

  it('takes over what each is to prove', () => {
    const peers = { PACS: { address: '10.0.0.5', port: 104, proof: 'commit' } };
    expect(destinationsOf(configSchema.parse({ peers }))).toMatchObject([{ name: 'PACS', proof: 'commit' }]);
  });

  it('calls a peer with tls over TLS, with our certificate, and pins what is known of its own', () => {
    const peers = {
      PINNED: { address: '10.0.0.5', port: 2762, tls: true, certificates: [FINGERPRINT] },
      SIGNED: { address: '10.0.0.6', port: 2762, tls: true },
      PLAIN: { address: '10.0.0.7', port: 104 },
    };
    expect(destinationsOf(configSchema.parse({ peers, tls })).map((destination) => destination.tls)).toEqual([
      { ...tls, fingerprints: [FINGERPRINT] },
      { ...tls, fingerprints: [] },
      undefined,
    ]);
  });
});
