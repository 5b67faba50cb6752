/**
 * A Storage SCU as the documentation of dcmjs-dimse builds it. Arguments: the port, and the files to send in one association.
 * With NO_DELAY=1 it is spared Nagle's algorithm, so that what else is slow can be seen.
 */
import type { Socket } from 'node:net';
import dimse from 'dcmjs-dimse';

const { Client, constants, requests, log } = dimse;

/** Its members that its types hide. */
interface WithSocket {
  readonly network: { readonly socket: Socket };
}

const [port, ...files] = process.argv.slice(2);
log.setLevel('silent');

const client = new Client();
let successes = 0;
for (const file of files) {
  const request = new requests.CStoreRequest(file);
  request.on('response', (response) => {
    if (response.getStatus() === constants.Status.Success) successes++;
  });
  client.addRequest(request);
}
client.on('connected', () => {
  if (process.env.NO_DELAY === '1') (client as unknown as WithSocket).network.socket.setNoDelay(true);
});
client.on('closed', () => console.log(`STORED ${successes}`));
client.send('127.0.0.1', Number(port), 'SENDER', 'CAMBIUM');
