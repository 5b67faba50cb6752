/** Defects in how lengths are believed, and memory given to them. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ctDataSet, header } from '../support/data-sets.js';
import { data, PDU_TYPE, PDV, pdu, pdv, storeCommand } from '../support/pdu-bytes.js';
import { defect } from './defect.js';

const UID = '1.2.78';
const MB = 1 << 20;

/** A data set up to the value of its Pixel Data, of which `bytes` are promised. */
const promising = (bytes: number) =>
  Buffer.concat([ctDataSet(UID, { pixels: Buffer.alloc(0) }).subarray(0, -12), header(0x7fe00010, 'OW', bytes)]);

defect({
  number: 2,
  name: 'a data set of 600 bytes that claims 256 MiB',
  cure: 'by design: no memory is given to a length, only to bytes that came',
  receiving: 'parsing',
  seen: /took \d{3,} MB/,
  async look(receiver) {
    const before = receiver.process.peakRssBytes;
    const peer = await receiver.associated();
    const dataSet = Buffer.concat([promising(0x0ffffff0), Buffer.alloc(100)]);
    // A receiver that is busy with the memory answers late.
    const status = await peer.store(UID, dataSet).catch(() => 'nothing');
    const taken = Math.round((receiver.process.peakRssBytes - before) / MB);
    return status === 0 || taken > 100 ? `took ${taken} MB, answered ${status}` : undefined;
  },
});

defect({
  number: 3,
  name: 'a PDU that claims 4 GiB',
  cure: 'the length is checked when it is announced',
  receiving: 'parsing',
  seen: /took 24 MB/,
  async look(receiver) {
    const peer = await receiver.connect();
    peer.send(pdu(1, Buffer.alloc(0), 0xffffffff));
    // On a busy machine an abort may be late: it is listened for behind every megabyte.
    for (let taken = 0; taken < 24; taken++) {
      const answer = await peer.pdu(250).catch(() => undefined);
      if (answer?.type === PDU_TYPE.abort) return undefined;
      peer.send(Buffer.alloc(MB));
    }
    return 'took 24 MB of it';
  },
});

defect({
  number: 6,
  name: 'a sender that is faster than the disk',
  cure: 'by design: bytes are written in the moment they are read, and nothing is read meanwhile',
  receiving: 'slowly',
  seen: /keeps \d+ MB of 96/,
  async look(receiver) {
    const peer = await receiver.associated();
    const before = receiver.process.rssBytes;
    peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, promising(96 * MB))));
    const megabyte = Buffer.concat(Array.from({ length: 64 }, () => data(pdv(3, PDV.data, Buffer.alloc(MB / 64)))));
    await megabytesTaken(peer.socket, megabyte, 96);
    const kept = Math.round((receiver.process.peakRssBytes - before) / MB);
    return kept > 48 ? `keeps ${kept} MB of 96` : undefined;
  },
});

/** Writes as fast as the other end reads, until it hangs up or `most` megabytes have gone. */
async function megabytesTaken(socket: Socket, megabyte: Buffer, most: number): Promise<number> {
  for (let sent = 0; sent < most; sent++) {
    if (socket.destroyed || socket.readableEnded) return sent;
    socket.write(megabyte);
    for (const end = Date.now() + 5_000; socket.writableNeedDrain && !socket.destroyed && Date.now() < end; )
      await sleep(1);
  }
  return most;
}
