/** Defects in how associations end that nobody ends well. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ctDataSet } from '../support/data-sets.js';
import { associateRequest, data, PDV, pdv, storeCommand } from '../support/pdu-bytes.js';
import { defect } from './defect.js';

/** Both receivers are told to give up after one second; longer than that, and than both take to tidy up. */
const LONG_ENOUGH_MS = 4_000;

defect({
  number: 4,
  name: 'peers that say nothing, or one byte now and then',
  cure: 'the ARTIM timer runs from the first moment and destroys the connection',
  receiving: 'parsing',
  seen: /holds 1\d of 11/,
  async look(receiver) {
    const before = receiver.process.openFiles;
    for (let i = 0; i < 10; i++) await receiver.connect();
    const slow = await receiver.connect();
    for (const byte of associateRequest().subarray(0, LONG_ENOUGH_MS / 400)) {
      slow.send(Buffer.from([byte]));
      await sleep(400);
    }
    const held = receiver.process.openFiles - before;
    return held > 0 ? `holds ${held} of 11 connections` : undefined;
  },
});

defect({
  number: 7,
  name: 'C-STOREs that break off in the middle',
  cure: 'the end of an association aborts the instance on its way in',
  receiving: 'streaming',
  seen: /\d\d descriptors, 40 instances/,
  async look(receiver) {
    const uids = Array.from({ length: 40 }, (_, i) => `1.2.79.${i}`);
    const before = receiver.process.openFiles;
    for (const uid of uids) {
      const peer = await receiver.associated();
      // All of it but the word that it is all.
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(uid))), data(pdv(3, PDV.data, ctDataSet(uid))));
      await sleep(5);
      peer.socket.resetAndDestroy();
    }
    await sleep(500);
    const leaked = receiver.process.openFiles - before;
    const left = (await Promise.all(uids.map((uid) => receiver.stored(uid)))).filter(
      (dataSet) => dataSet !== undefined,
    );
    // A pack and the registry's own files may have been opened meanwhile.
    return leaked > 5 || left.length > 0 ? `${leaked} descriptors, ${left.length} instances left` : undefined;
  },
});
