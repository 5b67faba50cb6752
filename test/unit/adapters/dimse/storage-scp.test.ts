import { afterEach, describe, expect, it } from 'vitest';
import { createDicomListener } from '../../../../adapters/dimse/storage-scp.js';
import type { DicomListener, ListenerHandlers } from '../../../../service/ports/dicom-listener.js';
import { ctDataSet } from '../../../support/data-sets.js';
import { DimsePeer } from '../../../support/dimse-peer.js';
import { data, PDU_TYPE, PDV, pdv, storeCommand } from '../../../support/pdu-bytes.js';

const OPTIONS = { host: '127.0.0.1', port: 0, maxPduLength: 16384, maxAssociations: 5 };
const BUG = new Error('A bug of ours.');

describe('a bug in a handler', () => {
  let listener: DicomListener | undefined;
  afterEach(() => listener?.close(0));

  const buggy = (broken: Partial<ListenerHandlers>): ListenerHandlers => ({
    admit: () => undefined,
    permits: () => true,
    store: async () => 0,
    ...broken,
  });

  it.each<[string, Partial<ListenerHandlers>]>([
    ['store', { store: () => Promise.reject(BUG) }],
    [
      'store, at once',
      {
        store: () => {
          throw BUG;
        },
      },
    ],
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
    const port = await listener.listen(
      OPTIONS,
      buggy({
        admit: () => {
          throw BUG;
        },
      }),
    );
    const peer = await DimsePeer.connect(port);
    await expect(peer.associate()).rejects.toThrow('type 7');
    await expect.poll(() => warnings).toEqual([BUG]);
    peer.destroy();
  });
});

describe('a listener', () => {
  it('says when its port is taken', async () => {
    const [first, second] = [createDicomListener(), createDicomListener()];
    const handlers: ListenerHandlers = { admit: () => undefined, permits: () => true, store: async () => 0 };
    const port = await first.listen(OPTIONS, handlers);
    await expect(second.listen({ ...OPTIONS, port }, handlers)).rejects.toMatchObject({
      code: 'port.unavailable',
      details: `DICOM, 127.0.0.1:${port} (EADDRINUSE).`,
    });
    await first.close(0);
  });

  it('that never listened closes', async () => {
    await createDicomListener().close(0);
  });
});
