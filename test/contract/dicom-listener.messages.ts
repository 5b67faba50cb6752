/** What every DicomListener does with messages: C-ECHO, C-STORE, their fragments and their order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import {
  CT_CLASS,
  command,
  data,
  dataSetPdus,
  EXPLICIT,
  echoCommand,
  PDV,
  pdv,
  storeCommand,
  uint16le,
} from '../support/pdu-bytes.js';
import { type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';

export function messages(tested: ListenerUnderTest): void {
  describe('messages', () => {
    const open = scenes(tested);

    it('answers C-ECHO with Success and the id of its request', async () => {
      const peer = await (await open()).associated();
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand(4711))));
      const response = await peer.command();
      expect(response.get(0x0100)).toEqual(uint16le(0x8030));
      expect(response.get(0x0120)).toEqual(uint16le(4711));
      expect(response.get(0x0800)).toEqual(uint16le(0x0101));
      expect(response.get(0x0900)).toEqual(uint16le(0));
    });

    it('answers two C-ECHO in one PDU', async () => {
      const peer = await (await open()).associated();
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand(1)), pdv(1, PDV.lastOfCommand, echoCommand(2))));
      expect((await peer.command()).get(0x0120)).toEqual(uint16le(1));
      expect((await peer.command()).get(0x0120)).toEqual(uint16le(2));
    });

    it('hands the data set of a C-STORE on byte for byte, with what the command names', async () => {
      const scene = await open();
      const bytes = ctDataSet(UID, { pixels: Buffer.alloc(300_000, 7) });
      expect(await (await scene.associated()).store(UID, bytes)).toBe(0);
      const [{ bytes: kept, ...instance }] = scene.kept;
      expect(kept.equals(bytes)).toBe(true);
      expect(instance).toMatchObject({
        association: { calledAeTitle: 'CAMBIUM', callingAeTitle: 'PEER', address: '127.0.0.1' },
        affectedSopClassUid: CT_CLASS,
        affectedSopInstanceUid: UID,
        transferSyntaxUid: EXPLICIT,
      });
    });

    it('gives a UID that is none on as it came', async () => {
      const scene = await open();
      await (await scene.associated()).store('../../x', ctDataSet(UID));
      expect(scene.kept[0].affectedSopInstanceUid).toBe('../../x');
    });

    it('takes command and data set in one PDU, and several values in one', async () => {
      const scene = await open();
      const peer = await scene.associated();
      const bytes = ctDataSet(UID);
      const half = bytes.length >> 1;
      peer.send(
        data(
          pdv(3, PDV.lastOfCommand, storeCommand(UID)),
          pdv(3, PDV.data, bytes.subarray(0, half)),
          pdv(3, PDV.lastOfData, bytes.subarray(half)),
        ),
      );
      expect(await peer.status()).toBe(0);
      expect(scene.kept[0].bytes.equals(bytes)).toBe(true);
    });

    it('takes fragments of one byte and of none', async () => {
      const scene = await open();
      const peer = await scene.associated();
      const bytes = ctDataSet(UID);
      const request = storeCommand(UID);
      const single = (from: Buffer, control: number) =>
        [...from].map((byte) => data(pdv(3, control, Buffer.from([byte]))));
      peer.send(
        ...single(request, PDV.command),
        data(pdv(3, PDV.lastOfCommand, Buffer.alloc(0))),
        ...single(bytes, PDV.data),
        data(pdv(3, PDV.lastOfData, Buffer.alloc(0))),
      );
      expect(await peer.status()).toBe(0);
      expect(scene.kept[0].bytes.equals(bytes)).toBe(true);
    });

    it('takes bytes that trickle in one by one', async () => {
      const peer = await (await open()).associated();
      for (const byte of data(pdv(1, PDV.lastOfCommand, echoCommand()))) {
        peer.send(Buffer.from([byte]));
        await sleep(1);
      }
      expect(await peer.status()).toBe(0);
    });

    it('answers pipelined C-STOREs in their order, one at a time', async () => {
      let atWork = 0;
      const seen: number[] = [];
      const scene = await open({
        store: (instance) => {
          seen.push(++atWork);
          return scene.keep(instance, async () => {
            await sleep(5);
            atWork--;
            return 0;
          });
        },
      });
      const peer = await scene.associated();
      const ids = [1, 2, 3, 4, 5];
      for (const id of ids) {
        const store = storeCommand(`${UID}.${id}`, id);
        peer.send(data(pdv(3, PDV.lastOfCommand, store)), dataSetPdus(3, ctDataSet(`${UID}.${id}`)));
      }
      for (const id of ids) expect((await peer.command()).get(0x0120)).toEqual(uint16le(id));
      expect(seen).toEqual([1, 1, 1, 1, 1]);
    });

    it('keeps what one peer sent ahead, whatever others send meanwhile', async () => {
      let finish = () => {};
      const finished = new Promise<number>((resolve) => {
        finish = () => resolve(0);
      });
      const scene = await open({
        store: (instance) =>
          scene.keep(instance, () => (instance.affectedSopInstanceUid === UID ? finished : Promise.resolve(0))),
      });
      const [ahead, other] = [await scene.associated(), await scene.associated()];
      const sent = ctDataSet(`${UID}.1`, { pixels: Buffer.alloc(20_000, 7) });
      ahead.send(
        ...[data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), dataSetPdus(3, ctDataSet(UID))],
        ...[data(pdv(3, PDV.lastOfCommand, storeCommand(`${UID}.1`))), dataSetPdus(3, sent)],
      );
      await expect.poll(() => scene.kept.length).toBe(1);
      await sleep(20);
      expect(await other.store(`${UID}.2`, ctDataSet(`${UID}.2`, { pixels: Buffer.alloc(300_000, 9) }))).toBe(0);
      finish();
      expect([await ahead.status(), await ahead.status()]).toEqual([0, 0]);
      expect(scene.kept[2].bytes.equals(sent)).toBe(true);
    });

    it('answers after the handler has resolved, with its status', async () => {
      let resolve = (_: number) => {};
      const scene = await open({
        store: (instance) =>
          scene.keep(
            instance,
            () =>
              new Promise((done) => {
                resolve = done;
              }),
          ),
      });
      const peer = await scene.associated();
      const status = peer.store(UID, ctDataSet(UID));
      await sleep(50);
      expect(await Promise.race([status, Promise.resolve('nothing yet')])).toBe('nothing yet');
      resolve(0xa700);
      expect(await status).toBe(0xa700);
    });

    it('stores nothing in a context that is not one of storage', async () => {
      const scene = await open();
      const peer = await scene.associated();
      peer.send(data(pdv(1, PDV.lastOfCommand, storeCommand(UID))), dataSetPdus(1, ctDataSet(UID)));
      expect(await peer.status()).toBe(0x0122);
      expect(scene.kept).toEqual([]);
    });

    it('says Unrecognized Operation to one it does not perform, and goes on', async () => {
      const peer = await (await open()).associated();
      for (const field of [0x0020, 0x0021, 0x0130, 0x7777]) {
        const request = command([
          [0x0100, uint16le(field)],
          [0x0110, uint16le(1)],
          [0x0800, uint16le(1)],
        ]);
        peer.send(data(pdv(3, PDV.lastOfCommand, request)), dataSetPdus(3, Buffer.alloc(100)));
        expect(await peer.status()).toBe(0x0211);
      }
      expect(await peer.store(UID, ctDataSet(UID))).toBe(0);
    });

    it('answers a C-CANCEL with nothing', async () => {
      const peer = await (await open()).associated();
      const cancel = command([
        [0x0100, uint16le(0x0fff)],
        [0x0120, uint16le(1)],
        [0x0800, uint16le(0x0101)],
      ]);
      peer.send(data(pdv(3, PDV.lastOfCommand, cancel)), data(pdv(1, PDV.lastOfCommand, echoCommand(2))));
      expect((await peer.command()).get(0x0120)).toEqual(uint16le(2));
    });
  });
}
