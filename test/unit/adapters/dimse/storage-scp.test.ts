import { afterEach, describe, expect, it } from 'vitest';
import { createDicomListener } from '../../../../adapters/dimse/storage-scp.js';
import type { DicomListener, InstanceSink, ListenerHandlers } from '../../../../service/ports/dicom-listener.js';
import { ctDataSet } from '../../../support/data-sets.js';
import { DimsePeer } from '../../../support/dimse-peer.js';
import { data, PDU_TYPE, PDV, pdv, storeCommand } from '../../../support/pdu-bytes.js';

const OPTIONS = { host: '127.0.0.1', port: 0, maxPduLength: 16384, maxAssociations: 5 };
const BUG = new Error('A bug of ours.');
const SINK: InstanceSink = { write: () => undefined, end: async () => 0, abort: () => undefined };
const HANDLERS: ListenerHandlers = {
  admit: () => undefined,
  permits: () => true,
  store: () => SINK,
  ended: () => undefined,
};
const fail = () => {
  throw BUG;
};

describe('a bug in a handler', () => {
  let listener: DicomListener | undefined;
  afterEach(() => listener?.close(0));

  const buggy = (broken: Partial<ListenerHandlers>): ListenerHandlers => ({ ...HANDLERS, ...broken });

  it.each<[string, Partial<ListenerHandlers>]>([
    ['store', { store: fail }],
    ['write', { store: () => ({ ...SINK, write: fail }) }],
    ['end', { store: () => ({ ...SINK, end: () => Promise.reject(BUG) }) }],
  ])('%s ends its association alone, and is told of', async (_, broken) => {
    const faults: unknown[] = [];
    listener = createDicomListener({ onFault: (error) => faults.push(error) });
    const port = await listener.listen(OPTIONS, buggy(broken));
    const bystander = await DimsePeer.connect(port);
    await bystander.associate();
    const peer = await DimsePeer.connect(port);
    await peer.associate();
    peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand('1.2.3'))), data(pdv(3, PDV.lastOfData, ctDataSet('1.2.3'))));
    expect(await peer.rest()).toEqual([PDU_TYPE.abort]);
    expect(faults).toEqual([BUG]);
    expect(bystander.isOver).toBe(false);
    expect(listener.openAssociations()).toBe(1);
    for (const each of [peer, bystander]) each.destroy();
  });

  it('is a warning of the process where nobody else is told', async () => {
    const warnings: Error[] = [];
    process.once('warning', (warning) => warnings.push(warning));
    listener = createDicomListener();
    const port = await listener.listen(OPTIONS, buggy({ admit: fail }));
    const peer = await DimsePeer.connect(port);
    await expect(peer.associate()).rejects.toThrow('type 7');
    await expect.poll(() => warnings).toEqual([BUG]);
    peer.destroy();
  });
});

describe('a listener', () => {
  it('says when its port is taken', async () => {
    const [first, second] = [createDicomListener(), createDicomListener()];
    const port = await first.listen(OPTIONS, HANDLERS);
    await expect(second.listen({ ...OPTIONS, port }, HANDLERS)).rejects.toMatchObject({
      code: 'port.unavailable',
      details: `DICOM, 127.0.0.1:${port} (EADDRINUSE).`,
    });
    await first.close(0);
  });

  it('reads every connection into the same buffer', async () => {
    const buffers = new Set<ArrayBufferLike>();
    const listener = createDicomListener();
    const store = () => ({ ...SINK, write: ({ buffer }: Buffer) => buffers.add(buffer) });
    const port = await listener.listen(OPTIONS, { ...HANDLERS, store });
    for (const uid of ['1.2.3', '1.2.4']) {
      const peer = await DimsePeer.connect(port);
      await peer.associate();
      expect(await peer.store(uid, ctDataSet(uid, { pixels: Buffer.alloc(3_000_000, 7) }))).toBe(0);
      peer.destroy();
    }
    expect(buffers.size).toBe(1);
    await listener.close(0);
  });

  it('listens on two ports, and counts the associations of both', async () => {
    const listener = createDicomListener();
    const peers = [];
    for (const _ of [1, 2]) {
      const peer = await DimsePeer.connect(await listener.listen(OPTIONS, HANDLERS));
      await peer.associate();
      peers.push(peer);
    }
    expect(listener.openAssociations()).toBe(2);
    for (const peer of peers) peer.destroy();
    await listener.close(0);
  });

  it('that never listened closes', async () => {
    await createDicomListener().close(0);
  });
});
