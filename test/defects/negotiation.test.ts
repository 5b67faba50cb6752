/** Defects before the first message: where a receiver listens and what it agrees to. */
import { readFileSync } from 'node:fs';
import { userItems } from '../support/dimse-peer.js';
import { CT_CLASS, data, ECHO_AND_CT, EXPLICIT, echoCommand, MR_CLASS, PDV, pdv } from '../support/pdu-bytes.js';
import { defect } from './defect.js';

const MAXIMUM_LENGTH = 0x51;
/** State of a socket that listens (Linux, include/net/tcp_states.h). */
const LISTEN = '0A';

defect({
  number: 10,
  name: 'Presentation Context ids that fall',
  cure: 'by design: contexts are known by the ids they came with',
  receiving: 'parsing',
  seen: /no answer/,
  async look(receiver) {
    const contexts = [
      { id: 5, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT] },
      { id: 3, abstractSyntax: MR_CLASS, transferSyntaxes: [EXPLICIT] },
      ECHO_AND_CT[0],
    ];
    const peer = await receiver.connect();
    const status = await peer
      .associate({ contexts })
      .then(() => {
        peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
        return peer.status();
      })
      .catch(() => 'no answer');
    return status === 0 ? undefined : `C-ECHO: ${status}`;
  },
});

defect({
  number: 11,
  name: 'a requestor without a limit of PDU length',
  cure: 'by design: what is announced is our own limit',
  receiving: 'parsing',
  seen: /announces 0/,
  async look(receiver) {
    const answer = await (await receiver.connect()).associateAnswer({ maxPduLength: 0 });
    const announced = userItems(answer).get(MAXIMUM_LENGTH)?.readUInt32BE();
    return announced ? undefined : `announces ${announced}`;
  },
});

defect({
  number: 13,
  name: 'the address it listens on',
  cure: 'the configuration names the host',
  receiving: 'parsing',
  seen: /listens on 0+$/,
  async look(receiver) {
    const suffix = `:${receiver.process.port.toString(16).toUpperCase().padStart(4, '0')}`;
    const sockets = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n'));
    const listening = sockets
      .map((line) => line.trim().split(/\s+/))
      .find(([, local, , state]) => state === LISTEN && local.endsWith(suffix));
    const [address] = listening?.[1].split(':') ?? ['nothing'];
    return /^0+$/.test(address) ? `listens on ${address}` : undefined;
  },
});
