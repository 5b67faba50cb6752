/** What every StorageScu makes of responses that are not the one it waits for. */
import { describe, expect, it } from 'vitest';
import type { DimsePeer } from '../support/dimse-peer.js';
import { ABORT, command, data, dataSetPdus, PDV, pdv, RELEASE, uint16le } from '../support/pdu-bytes.js';
import type { MakeScu } from './storage-scu.contract.js';
import { outgoing } from './storage-scu.instances.js';
import { type Archived, type ArchiveScript, archives } from './storage-scu.scene.js';

const NEVER = new AbortController().signal;
const STORE_RESPONSE = 0x8001;
const ECHO_RESPONSE = 0x8030;
const NO_DATA_SET = 0x0101;

interface Odd {
  readonly field?: number;
  readonly status?: number;
  readonly dataSetType?: number;
}

/** A response in context 1, right unless it is told to be odd. */
function response(messageId: number, { field = STORE_RESPONSE, status = 0, dataSetType = NO_DATA_SET }: Odd = {}) {
  const elements = [
    [0x0100, uint16le(field)],
    [0x0120, uint16le(messageId)],
    [0x0800, uint16le(dataSetType)],
    [0x0900, uint16le(status)],
  ] as const;
  return data(pdv(1, PDV.lastOfCommand, command(elements)));
}

export function storageScuResponses(make: MakeScu): void {
  describe('an odd response', () => {
    const open = archives();
    const scu = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 300 });
    const store = async (onStore: ArchiveScript['onStore']) => {
      const archive = await open({ onStore });
      return scu.store(archive.destination, [outgoing(1), outgoing(2), outgoing(3)], NEVER);
    };
    /** Of the second instance; the others are answered as they should be. */
    const second = (act: (peer: DimsePeer, stored: Archived) => void): ArchiveScript['onStore'] => {
      return (peer, stored) => {
        if (stored.messageId === 2) act(peer, stored);
        return stored.messageId === 2;
      };
    };

    it.each<[string, Buffer]>([
      ['to the request before', response(1)],
      ['to a request that comes later', response(3)],
      ['to a request of another kind', response(2, { field: ECHO_RESPONSE })],
      [
        'without a status',
        data(
          pdv(
            1,
            PDV.lastOfCommand,
            command([
              [0x0100, uint16le(STORE_RESPONSE)],
              [0x0120, uint16le(2)],
            ]),
          ),
        ),
      ],
      ['that is a request', response(2, { field: 0x0100 })],
    ])('%s leaves open what became of the instance', async (_, bytes) => {
      const outcomes = await store(second((peer) => peer.send(bytes)));
      expect(outcomes[0]).toEqual({ sopInstanceUid: '1.2.3.1', status: 0 });
      expect(outcomes.slice(1).map(({ error }) => error?.code)).toEqual(['delivery.aborted', 'delivery.aborted']);
    });

    it.each([0xff00, 0xff01])('of status %i is waited past', async (status) => {
      const outcomes = await store((peer, { messageId }) => {
        peer.send(response(messageId, { status }));
        return false;
      });
      expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0, 0]);
    });

    it('with a data set is read to its end', async () => {
      const outcomes = await store((peer, { messageId }) => {
        if (messageId === 2)
          peer.send(response(2, { status: 0xff00, dataSetType: 1 }), dataSetPdus(1, Buffer.alloc(40_000)));
        return false;
      });
      expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0, 0]);
    });

    it('with a data set without end is not', async () => {
      const outcomes = await store(
        second((peer) => peer.send(response(2, { dataSetType: 1 }), dataSetPdus(1, Buffer.alloc(5_000_000)))),
      );
      expect(outcomes[1].error?.code).toBe('delivery.aborted');
      expect(outcomes[1].error?.message).toContain('too long');
    });

    it.each([
      ['A-ABORT', ABORT, 'aborted'],
      ['A-RELEASE-RQ', RELEASE, 'released'],
    ])('that is an %s is told as what it is', async (_, bytes, words) => {
      const outcomes = await store(second((peer) => peer.send(bytes)));
      expect(outcomes[1].error?.message).toContain(words);
    });
  });
}
