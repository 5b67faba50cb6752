import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ByteSource } from '../../../../adapters/dimse/byte-source.js';
import { ConnectionEnded } from '../../../../adapters/dimse/protocol-error.js';

describe('a byte source', () => {
  let server: Server;
  let sender: Socket;
  let socket: Socket;
  let source: ByteSource;
  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    sender = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
    [socket] = (await once(server, 'connection')) as [Socket];
    source = new ByteSource(socket, 200);
  });
  afterEach(() => {
    sender.destroy();
    socket.destroy();
    server.close();
  });

  it('gives as many bytes as it is asked for, wherever packets begin', async () => {
    const sent = Buffer.from(Array.from({ length: 5000 }, (_, i) => i & 0xff));
    const read: Buffer[] = [];
    const reading = (async () => {
      for (const length of [1, 6, 0, 4000, 993]) read.push(await source.read(length));
    })();
    for (let at = 0; at < sent.length; at += 700) {
      sender.write(sent.subarray(at, at + 700));
      await sleep(2);
    }
    await reading;
    expect(read.map((part) => part.length)).toEqual([1, 6, 0, 4000, 993]);
    expect(Buffer.concat(read).equals(sent)).toBe(true);
  });

  it('gives what is there, and no more than wanted, to one who takes any', async () => {
    sender.write('abcdef');
    expect((await source.readSome(4)).toString()).toBe('abcd');
    expect((await source.readSome(4)).toString()).toBe('ef');
  });

  it('gives what came before the end, then says that it has ended', async () => {
    sender.end('abc');
    await sleep(20);
    expect((await source.read(3)).toString()).toBe('abc');
    await expect(source.read(1)).rejects.toThrow(ConnectionEnded);
    await expect(source.readSome(1)).rejects.toThrow('The peer closed the connection.');
  });

  it('gives up a peer that is silent while it is waited for, and only then', async () => {
    await sleep(400);
    sender.write('a');
    expect((await source.read(1)).toString()).toBe('a');
    await expect(source.read(1)).rejects.toThrow('The peer was silent for 0.2 s.');
  });

  it('takes no more than a megabyte that nobody asks for', async () => {
    sender.write(Buffer.alloc(50 * 1024 * 1024));
    await sleep(200);
    expect(socket.bytesRead).toBeLessThan(1024 * 1024);
    let bytes = 0;
    while (bytes < 50 * 1024 * 1024) bytes += (await source.readSome(1 << 20)).length;
  });
});
