/**
 * Connection: the bytes of an accepted connection, pushed as they come. One that takes fewer bytes than it is given holds it:
 * the rest waits here, nothing more is read, and TCP holds the sender back.
 *
 * All plain connections read into one buffer, since what is read is taken before anything else is: a buffer for each read, as
 * Node makes them, costs a fifth of the rate, and one for each connection as much memory as all the rest. Node offers that
 * (`onread`) for outgoing connections only, so the handle of an accepted one is put into a socket of our own. Where there is no
 * such handle, as with TLS, the bytes come by `data` events.
 */
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** One of the longest P-DATA-TF. Twice of it was no faster, four times slower; and a rest of it may wait for each connection. */
const READ_BUFFER_BYTES = 128 * 1024;
const NOTHING = Buffer.alloc(0);

/** Written by one read, and taken from before the next. */
const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

/** Part of Node's net.Socket that it does not promise. */
interface WithHandle {
  _handle?: object | null;
}

export interface ConnectionUser {
  /** Given bytes, valid during the call only; returns how many were used. */
  take(bytes: Buffer): number;
  /** What was written has left. */
  goOn(): void;
  /** The other end has closed its side, or the connection broke. May be told again. */
  disconnected(message: string): void;
}

export class Connection {
  readonly address: string;
  /** Resolves when both sides are closed. */
  readonly closed: Promise<void>;
  readonly #user: ConnectionUser;
  readonly #socket: Socket;
  #rest: Buffer = NOTHING;
  #takingRest = false;
  /** What comes is thrown away. */
  #deaf = false;

  /** Reading begins with the first `goOn`. @param accepted half-open, not yet read from (`pauseOnConnect`); not used any more */
  constructor(accepted: Socket, user: ConnectionUser) {
    this.address = accepted.remoteAddress ?? '';
    this.#user = user;
    const handle = accepted instanceof TLSSocket ? undefined : takeHandle(accepted);
    this.#socket = handle ? this.#readingShared(handle) : this.#readingEvents(accepted);
    this.#socket.on('drain', () => user.goOn());
    this.#socket.on('end', () => user.disconnected('The peer closed the connection.'));
    this.#socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      user.disconnected(`The connection failed (${code ?? 'unknown reason'}).`),
    );
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', () => {
        user.disconnected('The connection was closed.');
        resolve();
      });
    });
  }

  /** The peer does not read what we write. */
  get isBlocked(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Hands on what waits, then reads on. */
  goOn(): void {
    // Said by the one who takes while it is given bytes: those are handed on in the call that is under way.
    if (this.#takingRest) return;
    this.#takingRest = true;
    while (this.#rest.length > 0) {
      const used = this.#take(this.#rest);
      if (used === 0) break;
      this.#rest = this.#rest.subarray(used);
    }
    this.#takingRest = false;
    if (this.#rest.length > 0) return;
    this.#rest = NOTHING;
    this.#socket.resume();
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Writes, closes our side and waits for the other: closed with bytes unread, a socket resets and the word is lost. */
  lastWord(bytes: Buffer): void {
    this.#deaf = true;
    this.#socket.end(bytes);
    this.goOn();
  }

  close(): void {
    this.#deaf = true;
    this.#socket.destroy();
  }

  #readingShared(handle: object): Socket {
    const callback = (length: number) => this.#push(shared.subarray(0, length), true);
    const options = { handle, allowHalfOpen: true, pauseOnCreate: true, onread: { buffer: shared, callback } };
    return new Socket(options);
  }

  #readingEvents(socket: Socket): Socket {
    return socket.on('data', (bytes) => this.#push(bytes, false)).pause();
  }

  #push(bytes: Buffer, isShared: boolean): boolean {
    const used = this.#take(bytes);
    if (used === bytes.length) return true;
    const rest = bytes.subarray(used);
    this.#rest = isShared ? Buffer.from(rest) : rest;
    this.#socket.pause();
    return true;
  }

  #take(bytes: Buffer): number {
    const used = this.#deaf ? bytes.length : this.#user.take(bytes);
    return this.#deaf ? bytes.length : used;
  }
}

/** Takes the handle out of an accepted socket, whose server then no longer counts it. */
function takeHandle(accepted: Socket & WithHandle): object | undefined {
  const handle = accepted._handle;
  if (!handle) return undefined;
  accepted._handle = null;
  accepted.destroy();
  return handle;
}
