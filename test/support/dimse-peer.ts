/**
 * DimsePeer: one end of a connection, driven by hand. It sends the bytes a test gives it, right or wrong, and cuts what comes
 * back into PDUs. Every wait ends: with what came, or with an error that says what was waited for.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import {
  type AssociateOptions,
  associateRequest,
  commandElements,
  data as dataPdu,
  dataSetPdus,
  PDU_TYPE,
  PDV,
  pdv,
  storeCommand,
} from './pdu-bytes.js';

export interface ReceivedPdu {
  readonly type: number;
  readonly body: Buffer;
}

export interface AcceptedContext {
  readonly id: number;
  readonly result: number;
  readonly transferSyntax: string;
}

const PATIENCE_MS = 5_000;

export class DimsePeer {
  #received = Buffer.alloc(0);
  #ended = false;
  #waiting: (() => void) | undefined;

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#waiting?.();
    });
    socket.on('error', () => undefined);
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#waiting?.();
      });
    }
  }

  static async connect(port: number): Promise<DimsePeer> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new DimsePeer(socket);
  }

  send(...bytes: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  /** Whether the other end has closed, and all it sent before has been read. */
  get isOver(): boolean {
    return this.#ended && this.#received.length === 0;
  }

  /** The next PDU, or undefined if the connection ended without one. */
  async pdu(patienceMs = PATIENCE_MS): Promise<ReceivedPdu | undefined> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const length = this.#received.length < 6 ? Number.POSITIVE_INFINITY : 6 + this.#received.readUInt32BE(2);
      if (this.#received.length >= length) {
        const whole = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return { type: whole[0], body: whole.subarray(6) };
      }
      if (this.#ended) return undefined;
      if (Date.now() >= until) throw new Error(`No PDU came within ${patienceMs} ms.`);
      await this.#more(until - Date.now());
    }
  }

  async #more(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#waiting = undefined;
  }

  /** Asks for an association; the contexts as they were answered. */
  async associate(options: AssociateOptions = {}): Promise<readonly AcceptedContext[]> {
    return acceptedContexts(await this.associateAnswer(options));
  }

  /** The body of the A-ASSOCIATE-AC. */
  async associateAnswer(options: AssociateOptions = {}): Promise<Buffer> {
    this.send(associateRequest(options));
    const answer = await this.pdu();
    if (answer?.type !== PDU_TYPE.accept)
      throw new Error(`The association was answered by a PDU of type ${answer?.type}.`);
    return answer.body;
  }

  /** Elements of the next command set; one that does not end with its PDU, or another PDU, is an error. */
  async command(): Promise<ReadonlyMap<number, Buffer>> {
    const answer = await this.pdu();
    if (answer?.type !== PDU_TYPE.data) throw new Error(`A PDU of type ${answer?.type} came instead of a command.`);
    if (answer.body[5] !== PDV.lastOfCommand) throw new Error('The command is in pieces.');
    return commandElements(answer.body.subarray(6));
  }

  /** The status of the next response. */
  async status(): Promise<number | undefined> {
    return (await this.command()).get(0x0900)?.readUInt16LE();
  }

  /** A whole C-STORE in context 3, and its status. */
  async store(sopInstanceUid: string, dataSet: Buffer, messageId = 1): Promise<number | undefined> {
    this.send(dataPdu(pdv(3, PDV.lastOfCommand, storeCommand(sopInstanceUid, messageId))), dataSetPdus(3, dataSet));
    return this.status();
  }

  /** Reads on until the connection ends; the types of the PDUs that still came. */
  async rest(patienceMs = PATIENCE_MS): Promise<readonly number[]> {
    const types: number[] = [];
    for (let next = await this.pdu(patienceMs); next; next = await this.pdu(patienceMs)) types.push(next.type);
    return types;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

function acceptedContexts(answer: Buffer): readonly AcceptedContext[] {
  return itemsOf(answer.subarray(68))
    .filter(({ type }) => type === 0x21)
    .map(({ value }) => ({ id: value[0], result: value[2], transferSyntax: value.toString('latin1', 8) }));
}

/** Sub-items of the User Information of an A-ASSOCIATE-AC, by type. */
export function userItems(answer: Buffer): ReadonlyMap<number, Buffer> {
  const user = itemsOf(answer.subarray(68)).find(({ type }) => type === 0x50);
  return new Map(itemsOf(user?.value ?? Buffer.alloc(0)).map(({ type, value }) => [type, value]));
}

function itemsOf(bytes: Buffer): readonly { readonly type: number; readonly value: Buffer }[] {
  const items: { type: number; value: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    items.push({ type: bytes[at], value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return items;
}

export interface ScriptedAcceptor {
  readonly port: number;
  close(): Promise<void>;
}

/** An acceptor that does with each connection what `script` says, good or bad. */
export async function scriptedAcceptor(script: (peer: DimsePeer) => Promise<void>): Promise<ScriptedAcceptor> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A script that fails leaves the connection silent: the requestor under test then says so.
    void script(new DimsePeer(socket)).catch(() => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
