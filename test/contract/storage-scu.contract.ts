/** What every StorageScu promises: one outcome an instance, whatever the peer does. */
import { describe, expect, it } from 'vitest';
import type { Destination, StorageScu } from '../../service/ports/storage-scu.js';
import type { DimsePeer } from '../support/dimse-peer.js';
import { ABORT, CT_CLASS, data, MR_CLASS, PDV, pdv, reject, uint16le } from '../support/pdu-bytes.js';
import { storageScuFiles } from './storage-scu.files.js';
import { dataSetOf, outgoing } from './storage-scu.instances.js';
import { storageScuResponses } from './storage-scu.responses.js';
import { type ArchiveScript, archives } from './storage-scu.scene.js';

export type MakeScu = (options: { readonly callingAeTitle: string; readonly timeoutMs: number }) => StorageScu;

const SR_CLASS = '1.2.840.10008.5.1.4.1.1.88.33';
const NEVER = new AbortController().signal;

export function storageScuContract(name: string, make: MakeScu): void {
  describe(`StorageScu: ${name}`, () => {
    const open = archives();
    const scu = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 300 });
    const three = [outgoing(1), outgoing(2), outgoing(3)];

    const store = async (script: ArchiveScript, instances = three, signal = NEVER) => {
      const archive = await open(script);
      return { archive, outcomes: await scu.store(archive.destination, instances, signal) };
    };
    const codes = (outcomes: Awaited<ReturnType<StorageScu['store']>>) => outcomes.map(({ error }) => error?.code);

    describe('store', () => {
      it('sends every data set byte for byte, in one association, under its own titles', async () => {
        const instances = [outgoing(1, CT_CLASS, 300_000), outgoing(2, SR_CLASS), outgoing(3, CT_CLASS, 131_072)];
        const { archive, outcomes } = await store({}, instances);
        expect(outcomes).toEqual(instances.map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 })));
        expect(archive.associations).toEqual([{ called: 'ARCHIVE', calling: 'CAMBIUM' }]);
        expect(archive.kept.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
        expect(archive.kept.map(({ sopClassUid }) => sopClassUid)).toEqual([CT_CLASS, SR_CLASS, CT_CLASS]);
        instances.forEach((instance, i) => {
          expect(archive.kept[i].bytes.equals(dataSetOf(instance))).toBe(true);
        });
        expect(archive.released).toBe(1);
      });

      it('numbers its requests from 1', async () => {
        const { archive } = await store({});
        expect(archive.kept.map(({ messageId }) => messageId)).toEqual([1, 2, 3]);
      });

      it.each([128, 4096, 16384, 0])('keeps to the longest PDU the peer takes: %i', async (maxPduLength) => {
        const instance = outgoing(1, CT_CLASS, 300_000);
        const { archive } = await store({ maxPduLength }, [instance]);
        expect(archive.kept[0].bytes.equals(dataSetOf(instance))).toBe(true);
        expect(archive.longestPdu).toBeLessThanOrEqual(maxPduLength || 131_072);
        expect(archive.longestPdu).toBeGreaterThan((maxPduLength || 131_072) - 8);
      });

      it('makes progress with a peer that takes no byte at a time', async () => {
        const { archive } = await store({ maxPduLength: 6 }, [three[0]]);
        expect(archive.kept[0].bytes.equals(dataSetOf(three[0]))).toBe(true);
      });

      it('sends nothing and asks nobody when there is nothing to send', async () => {
        const { archive, outcomes } = await store({}, []);
        expect(outcomes).toEqual([]);
        expect(archive.associations).toEqual([]);
      });

      it.each([0xb000, 0xb006, 0xb007, 0x0107, 0x0116])('takes warning 0x%s for stored', async (status) => {
        const { outcomes } = await store({ status: () => status }, [outgoing(1)]);
        expect(outcomes).toEqual([{ sopInstanceUid: '1.2.3.1', status }]);
      });

      it.each([
        [0xa700, 'delivery.out-of-resources'],
        [0xa7ff, 'delivery.out-of-resources'],
        [0x0213, 'delivery.out-of-resources'],
        [0xa900, 'delivery.refused'],
        [0xc000, 'delivery.refused'],
        [0x0110, 'delivery.refused'],
        [0x0111, 'delivery.refused'],
        [0x0122, 'delivery.refused'],
        [0x0124, 'delivery.refused'],
        [0xfe00, 'delivery.refused'],
      ] as const)('takes status %i for %s, and sends the others', async (status, code) => {
        const { archive, outcomes } = await store({ status: ({ messageId }) => (messageId === 2 ? status : 0) });
        expect(codes(outcomes)).toEqual([undefined, code, undefined]);
        expect(outcomes[1].status).toBe(status);
        expect(outcomes[1].error?.message).toContain(`0x${status.toString(16).padStart(4, '0')}`);
        expect(archive.kept).toHaveLength(3);
      });

      it('reports a refused class for its instances, and sends the others', async () => {
        const instances = [outgoing(1, SR_CLASS), outgoing(2), outgoing(3, MR_CLASS), outgoing(4, SR_CLASS)];
        const { archive, outcomes } = await store({ refuse: [SR_CLASS] }, instances);
        const refused = 'delivery.context-refused';
        expect(codes(outcomes)).toEqual([refused, undefined, undefined, refused]);
        expect(outcomes[0].error?.message).toContain(SR_CLASS);
        expect(archive.kept.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['1.2.3.2', '1.2.3.3']);
      });

      it('reports a file of ours that cannot be read, and sends the others', async () => {
        const damaged = { ...outgoing(2), part10: three[1].part10.subarray(0, 140) };
        const { archive, outcomes } = await store({}, [three[0], damaged, three[2]]);
        expect(codes(outcomes)).toEqual([undefined, 'instance.unreadable', undefined]);
        expect(archive.kept).toHaveLength(2);
      });

      it.each([
        [[1, 1, 7], 'called AE title not recognized'],
        [[1, 1, 3], 'calling AE title not recognized'],
        [[2, 3, 2], 'local limit exceeded'],
        [[1, 2, 99], 'source 2, reason 99'],
      ] as const)('says in words why the association was rejected: %o', async ([result, source, reason], words) => {
        const { outcomes } = await store({ answer: reject(result, source, reason) });
        expect(codes(outcomes)).toEqual(three.map(() => 'delivery.association-rejected'));
        expect(outcomes[0].error?.message).toContain(words);
      });

      it('reports a peer that is not there', async () => {
        const archive = await open({});
        await archive.close();
        const outcomes = await scu.store(archive.destination, three, NEVER);
        expect(codes(outcomes)).toEqual(three.map(() => 'delivery.unreachable'));
        expect(outcomes[0].error?.message).toContain('ECONNREFUSED');
      });

      it('reports a host name that nobody knows', async () => {
        const destination: Destination = { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: 'nowhere.invalid', port: 104 };
        expect(codes(await scu.store(destination, [outgoing(1)], NEVER))).toEqual(['delivery.unreachable']);
      });
    });

    describe('a peer that breaks off', () => {
      const aborted = 'delivery.aborted';
      const second =
        (act: (peer: DimsePeer) => void): ArchiveScript['onStore'] =>
        (peer, { messageId }) => {
          if (messageId !== 2) return false;
          act(peer);
          return true;
        };

      it.each([
        ['aborts', second((peer) => peer.send(ABORT))],
        ['closes', second((peer) => peer.socket.end())],
        ['resets', second((peer) => peer.socket.resetAndDestroy())],
        ['says nothing', second(() => undefined)],
        ['answers with no response', second((peer) => peer.send(data(pdv(1, PDV.lastOfCommand, Buffer.alloc(20)))))],
        ['answers without end', second((peer) => peer.send(data(pdv(1, PDV.command, Buffer.alloc(12_000)))))],
      ] as const)('keeps what was answered before it %s', async (_, onStore) => {
        const { outcomes } = await store({ onStore });
        expect(outcomes[0]).toEqual({ sopInstanceUid: '1.2.3.1', status: 0 });
        expect(codes(outcomes)).toEqual([undefined, aborted, aborted]);
        expect(outcomes[1].error?.message).not.toBe('');
      });

      it.each([
        ['nothing', undefined],
        ['an A-ABORT', ABORT],
        ['data', data(pdv(1, PDV.lastOfCommand, uint16le(0)))],
        ['garbage', Buffer.alloc(100, 0xa5)],
        ['an A-ASSOCIATE-AC of ten bytes', Buffer.from([2, 0, 0, 0, 0, 10, ...Buffer.alloc(10)])],
      ])('reports one that answers the request for an association with %s', async (_, answer) => {
        const { outcomes } = await store({ answer: answer ?? 'none' });
        expect(codes(outcomes)).toEqual([aborted, aborted, aborted]);
      });

      it('gives up one that takes no more bytes', async () => {
        const { outcomes } = await store({ deaf: true }, [outgoing(1, CT_CLASS, 30_000_000)]);
        expect(codes(outcomes)).toEqual([aborted]);
      });

      it('takes what was answered for done when the peer does not answer the release', async () => {
        const { outcomes } = await store({ silentRelease: true });
        expect(codes(outcomes)).toEqual([undefined, undefined, undefined]);
      });
    });

    storageScuResponses(make);
    storageScuFiles(make);

    describe('the signal', () => {
      it('rejects when it has fired before', async () => {
        const archive = await open({});
        await expect(scu.store(archive.destination, three, AbortSignal.abort())).rejects.toThrow('aborted');
        expect(archive.kept).toEqual([]);
      });

      it.each<[string, ArchiveScript]>([
        ['the association', { answer: 'none' }],
        ['a response', { onStore: () => true }],
        ['more bytes to be taken', { deaf: true }],
      ])('rejects while it waits for %s, and closes the connection', async (_, script) => {
        const patient = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 60_000 });
        const archive = await open(script);
        const stop = new AbortController();
        const instance = outgoing(1, CT_CLASS, script.deaf ? 30_000_000 : 512);
        const stored = patient.store(archive.destination, [instance], stop.signal);
        setTimeout(() => stop.abort(), 100);
        await expect(stored).rejects.toThrow('aborted');
        if (!script.deaf) await expect.poll(() => archive.connections()).toBe(0);
      });
    });

    describe('echo', () => {
      const echo = async (script: ArchiveScript) => scu.echo((await open(script)).destination, NEVER);

      it('tells the status and how long it took', async () => {
        const outcome = await echo({});
        expect(outcome).toEqual({ reachable: true, accepted: true, status: 0, milliseconds: expect.any(Number) });
      });

      it.each<[string, ArchiveScript, string]>([
        ['rejects', { answer: reject(1, 1, 7) }, 'called AE title not recognized'],
        ['does not speak Verification', { refuse: ['1.2.840.10008.1.1'] }, 'Verification'],
        ['does not answer', { answer: 'none' }, 'silent for 0.3 s'],
        ['aborts', { answer: ABORT }, 'aborted'],
      ])('tells that a peer is there and %s', async (_, script, words) => {
        const outcome = await echo(script);
        expect(outcome).toMatchObject({ reachable: true, accepted: false, message: expect.stringContaining(words) });
      });

      it('tells that nobody is there', async () => {
        const archive = await open({});
        await archive.close();
        expect(await scu.echo(archive.destination, NEVER)).toMatchObject({ reachable: false, accepted: false });
      });

      it('rejects when its signal fires', async () => {
        const archive = await open({ answer: 'none' });
        await expect(scu.echo(archive.destination, AbortSignal.timeout(50))).rejects.toThrow();
      });
    });
  });
}
