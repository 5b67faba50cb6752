/** A connection to a destination, plain or over TLS: resolved once bytes can be sent. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { CambiumError } from '../../service/errors/registry.js';
import type { Destination } from '../../service/ports/storage-scu.js';
import { Unreachable } from './association-failure.js';
import { connectTls } from './tls-connect.js';

export interface OpenSocketOptions {
  readonly timeoutMs: number;
  /** Ends the connection, then and later. */
  readonly signal: AbortSignal;
}

/** @throws Unreachable; CambiumError `tls.unusable` */
export async function openSocket({ host, port, tls }: Destination, options: OpenSocketOptions): Promise<Socket> {
  const { timeoutMs, signal } = options;
  const untilConnected = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const socket = await (tls
      ? connectTls({ host, port, tls }, untilConnected)
      : connectPlain(host, port, untilConnected));
    // Until the one who asked for the connection listens, an error has nobody to go to.
    socket.on('error', () => undefined);
    return addAbortSignal(signal, socket);
  } catch (cause) {
    if (cause instanceof CambiumError) throw cause;
    throw new Unreachable(reasonOf(cause, timeoutMs), { cause });
  }
}

async function connectPlain(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error) || cause.name === 'AbortError') return `No connection within ${timeoutMs / 1000} s.`;
  // A name with several addresses fails once for each of them.
  return cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause.message;
}
