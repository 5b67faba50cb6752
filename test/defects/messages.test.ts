/** Defects in how messages are read from the stream of PDUs. */
import { ctDataSet } from '../support/data-sets.js';
import { data, dataSetPdus, echoCommand, PDV, pdv, storeCommand } from '../support/pdu-bytes.js';
import { defect } from './defect.js';

const UID = '1.2.77';
const echo = (messageId: number) => pdv(1, PDV.lastOfCommand, echoCommand(messageId));

defect({
  number: 1,
  name: 'two C-STOREs sent without waiting',
  cure: 'by design: one operation of an association is in work at a time, and no other is granted',
  receiving: 'streaming',
  seen: /the process ended: TypeError/,
  async look(receiver) {
    const peer = await receiver.associated({ asyncWindow: [0, 0] });
    const uids = [`${UID}.1`, `${UID}.2`];
    const stores = uids.map((uid, i) => [
      data(pdv(3, PDV.lastOfCommand, storeCommand(uid, i + 1))),
      dataSetPdus(3, ctDataSet(uid)),
    ]);
    peer.send(...stores.flat());
    const statuses = [await peer.status(), await peer.status()];
    return statuses.every((status) => status === 0) ? undefined : `answered ${statuses.join(' and ')}`;
  },
});

defect({
  number: 5,
  name: 'the more commands an association has had the slower it is',
  cure: 'by design: nothing of a message outlives it',
  receiving: 'streaming',
  seen: /takes \d+ ms more/,
  async look(receiver) {
    const peer = await receiver.associated();
    const cpuMsOfEchoes = async (count: number) => {
      const before = receiver.process.cpuMs;
      for (let i = 0; i < count; i++) {
        peer.send(data(echo(i)));
        await peer.status();
      }
      return receiver.process.cpuMs - before;
    };
    const early = await cpuMsOfEchoes(100);
    await cpuMsOfEchoes(600);
    const more = (await cpuMsOfEchoes(100)) - early;
    return more > 150 ? `a hundred C-ECHO takes ${more} ms more` : undefined;
  },
});

defect({
  number: 15,
  name: 'two commands in one PDU',
  cure: 'by design: the values of a PDU are read until it ends',
  receiving: 'parsing',
  seen: /second is lost/,
  async look(receiver) {
    const peer = await receiver.associated();
    peer.send(data(echo(1), echo(2)));
    await peer.status();
    const second = await peer.pdu(1_000).catch(() => undefined);
    return second ? undefined : 'the second is lost';
  },
});
