import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../service/config.js';
import { admissionError, permits, rejectionFor } from '../../../service/receive/admission.js';

const fingerprint = (pair: string) => Array(32).fill(pair).join(':');

const config = configSchema.parse({
  peers: {
    ONE: { address: '10.0.0.5' },
    LIST: { address: ['10.0.0.6', '10.0.0.7'] },
    BLOCK: { address: ['192.168.0.0/16', 'fd00::/8'] },
    SIX: { address: '2001:db8::1' },
    NAMED: { address: 'archive.example' },
    ECHOER: { address: '10.0.0.5', may: ['echo'] },
    SILENT: { address: '10.0.0.5', may: [] },
    COMMITTER: { address: '10.0.0.5', may: ['store', 'commit'] },
    PROVING: { address: '10.0.0.5', may: ['echo'], proof: 'commit' },
    SIGNED: { address: '10.0.0.5', tls: true },
    PINNED: { address: '10.0.0.5', tls: true, certificates: [fingerprint('AA'), fingerprint('BB')] },
    constructor: { address: '10.0.0.9' },
  },
});
const open = { ...config, acceptUnknownPeers: true };
const NONE_OPEN = { all: 0, ofPeer: 0 };
const from = (callingAeTitle: string, address: string, calledAeTitle = 'CAMBIUM') => ({
  callingAeTitle,
  address,
  calledAeTitle,
});

describe('admission', () => {
  it.each([
    ['ONE', '10.0.0.5', undefined],
    ['ONE', '::ffff:10.0.0.5', undefined],
    ['ONE', '::FFFF:10.0.0.5', undefined],
    ['ONE', '10.0.0.50', 'association.address-unknown'],
    ['ONE', '::1', 'association.address-unknown'],
    ['LIST', '10.0.0.7', undefined],
    ['LIST', '10.0.0.5', 'association.address-unknown'],
    ['BLOCK', '192.168.200.3', undefined],
    ['BLOCK', '::ffff:192.168.200.3', undefined],
    ['BLOCK', '192.169.0.1', 'association.address-unknown'],
    ['BLOCK', 'fd12::1', undefined],
    ['BLOCK', 'fe80::1', 'association.address-unknown'],
    ['SIX', '2001:db8::1', undefined],
    ['SIX', '2001:0db8:0::0001', undefined],
    ['SIX', '2001:db8::2', 'association.address-unknown'],
    ['NAMED', '10.0.0.5', 'association.address-unknown'],
    ['ONE', '', 'association.address-unknown'],
    ['ONE', 'not an address', 'association.address-unknown'],
    ['STRANGER', '10.0.0.5', 'association.calling-ae-unknown'],
    ['one', '10.0.0.5', 'association.calling-ae-unknown'],
    ['', '10.0.0.5', 'association.calling-ae-unknown'],
    ['toString', '10.0.0.5', 'association.calling-ae-unknown'],
    ['__proto__', '10.0.0.5', 'association.calling-ae-unknown'],
    ['constructor', '10.0.0.9', undefined],
  ] as const)('of %s from %j: %s', (callingAeTitle, address, error) => {
    expect(admissionError(from(callingAeTitle, address), NONE_OPEN, config)).toBe(error);
  });

  it.each(['OTHER', 'cambium', ''])('refuses %j as called AE title before it looks at the caller', (called) => {
    expect(admissionError(from('STRANGER', '10.0.0.5', called), NONE_OPEN, config)).toBe(
      'association.called-ae-unknown',
    );
    expect(admissionError(from('ONE', '10.0.0.5', called), NONE_OPEN, open)).toBe('association.called-ae-unknown');
  });

  it('lets in unknown peers where the site says so, but none under the title of a known one', () => {
    expect(admissionError(from('STRANGER', '10.9.9.9'), NONE_OPEN, open)).toBeUndefined();
    expect(admissionError(from('ONE', '10.0.0.5'), NONE_OPEN, open)).toBeUndefined();
    expect(admissionError(from('ONE', '10.9.9.9'), NONE_OPEN, open)).toBe('association.address-unknown');
  });

  it('admits as many associations as may be open and not one more', () => {
    const { maxAssociations } = config.node;
    const beside = (all: number) => ({ all, ofPeer: 0 });
    expect(admissionError(from('ONE', '10.0.0.5'), beside(maxAssociations - 1), config)).toBeUndefined();
    expect(admissionError(from('ONE', '10.0.0.5'), beside(maxAssociations), config)).toBe('association.limit');
    expect(admissionError(from('STRANGER', '10.9.9.9'), beside(maxAssociations), open)).toBe('association.limit');
  });

  it('admits as many associations of one peer as it may have and not one more', () => {
    const { maxAssociationsPerPeer } = config.node;
    const beside = (ofPeer: number) => ({ all: ofPeer, ofPeer });
    expect(admissionError(from('ONE', '10.0.0.5'), beside(maxAssociationsPerPeer - 1), config)).toBeUndefined();
    for (const title of ['ONE', 'STRANGER']) {
      const refused = admissionError(from(title, '10.0.0.5'), beside(maxAssociationsPerPeer), open);
      expect(refused).toBe('association.limit-of-peer');
    }
  });

  it('tells a stranger for good, even when too many are open', () => {
    const full = { all: config.node.maxAssociations, ofPeer: config.node.maxAssociationsPerPeer };
    expect(admissionError(from('STRANGER', '10.0.0.5'), full, config)).toBe('association.calling-ae-unknown');
  });

  it.each([
    ['ONE', 'store', true],
    ['ONE', 'echo', true],
    ['ECHOER', 'store', false],
    ['ECHOER', 'echo', true],
    ['SILENT', 'echo', false],
    ['STRANGER', 'store', true],
    ['STRANGER', 'echo', true],
    ['toString', 'store', true],
    ['ONE', 'commit', false],
    ['COMMITTER', 'commit', true],
    ['PROVING', 'commit', true],
    ['PROVING', 'store', false],
    ['STRANGER', 'commit', false],
  ] as const)('permits %s to %s: %s', (callingAeTitle, service, allowed) => {
    expect(permits(from(callingAeTitle, '10.0.0.5'), service, config)).toBe(allowed);
  });

  const certificate = (pair: string) => ({ fingerprint: fingerprint(pair), names: ['SIGNED', 'PINNED'] });
  it.each([
    ['ONE', 'without TLS', undefined, undefined],
    ['ONE', 'over TLS, without a certificate', 'none', undefined],
    ['ONE', 'over TLS', certificate('AA'), undefined],
    ['SIGNED', 'without TLS', undefined, 'association.tls-required'],
    ['SIGNED', 'over TLS, without a certificate', 'none', undefined],
    ['SIGNED', 'over TLS', certificate('AA'), undefined],
    ['PINNED', 'without TLS', undefined, 'association.tls-required'],
    ['PINNED', 'over TLS, without a certificate', 'none', 'association.certificate-unknown'],
    ['PINNED', 'over TLS, with its certificate', certificate('AA'), undefined],
    ['PINNED', 'over TLS, with its other certificate', certificate('BB'), undefined],
    ['PINNED', 'over TLS, with the certificate of another', certificate('CC'), 'association.certificate-unknown'],
  ] as const)('of %s %s', (callingAeTitle, _, tls, error) => {
    expect(admissionError({ ...from(callingAeTitle, '10.0.0.5'), tls }, NONE_OPEN, config)).toBe(error);
  });

  it('looks at the address before the certificate', () => {
    const elsewhere = { ...from('PINNED', '10.9.9.9'), tls: certificate('AA') };
    expect(admissionError(elsewhere, NONE_OPEN, config)).toBe('association.address-unknown');
  });

  it('has the reasons of PS3.8 Table 9-21', () => {
    expect(rejectionFor('association.called-ae-unknown')).toEqual({ result: 1, source: 1, reason: 7 });
    expect(rejectionFor('association.calling-ae-unknown')).toEqual({ result: 1, source: 1, reason: 3 });
    expect(rejectionFor('association.address-unknown')).toEqual({ result: 1, source: 1, reason: 3 });
    expect(rejectionFor('association.tls-required')).toEqual({ result: 1, source: 1, reason: 3 });
    expect(rejectionFor('association.certificate-unknown')).toEqual({ result: 1, source: 1, reason: 3 });
    expect(rejectionFor('association.limit')).toEqual({ result: 2, source: 3, reason: 2 });
    expect(rejectionFor('association.limit-of-peer')).toEqual({ result: 2, source: 3, reason: 2 });
  });
});
