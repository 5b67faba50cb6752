/** Sends one input on a connection of its own. What comes back is read and thrown away. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Input } from './input.js';

/** For the answer to an association request: what follows is sent whether it came or not. */
const ANSWER_MS = 200;
/** After the last byte: for the target to do what it will do. */
const AFTERMATH_MS = 150;
/** A target that stops reading is not waited for longer. */
const MOST_MS = 5_000;

export async function attack(port: number, { chunks, pauseMs, ending }: Input): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => socket.destroy());
  socket.resume();
  const until = Date.now() + MOST_MS;
  await happens(socket, 'connect', ANSWER_MS);
  for (const [i, chunk] of chunks.entries()) {
    if (!socket.writable || Date.now() > until) break;
    socket.write(chunk);
    if (i === 0) await happens(socket, 'data', ANSWER_MS);
    else if (pauseMs > 0) await sleep(pauseMs);
  }
  if (ending === 'end') socket.end();
  if (ending === 'silence') await happens(socket, 'close', 2 * AFTERMATH_MS);
  else await happens(socket, 'close', AFTERMATH_MS);
  if (ending === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}

async function happens(socket: Socket, event: 'connect' | 'data' | 'close', ms: number): Promise<void> {
  if (socket.closed) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  const patience = sleep(ms, undefined, { signal });
  // Those that lost say so by an AbortError, a broken connection by its own error.
  await Promise.race([once(socket, event, { signal }), once(socket, 'close', { signal }), patience]).catch(
    () => undefined,
  );
  waiting.abort();
  await patience.catch(() => undefined);
}
