/**
 * Peers that disturb: each kind holds or makes connections until it is ended, and comes again when it is thrown out. They run
 * in the benchmark's own process, slowly enough that what they cost is the receiver's time, not the machine's.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataSetBytes, header } from '../../support/data-sets.js';
import { associateRequest, data, dataSetPdus, PDU_TYPE, PDV, pdu, pdv, storeCommand } from '../../support/pdu-bytes.js';
import { ctElements, sopInstanceUid } from './ct-elements.js';

export const BESIDE_AE_TITLE = 'BESIDE';

/** So that they are all in place before a sender begins. */
export const GATHER_MS = 1_000;
const COMES_AGAIN_MS = 1_000;
const CLAIMS_PAUSE_MS = 50;
const LORIS_BYTE_MS = 1_000;
const TWO_GIB = 2 ** 31;
const ASSOCIATE = associateRequest({ called: 'CAMBIUM', calling: BESIDE_AE_TITLE });
const SLICE = { root: '1.2.3.5', number: 1 };
const STORE = data(pdv(3, PDV.lastOfCommand, storeCommand(sopInstanceUid(SLICE))));
/** A data set whose last element claims 2 GiB and has none of them. */
const CLAIMING_DATA_SET = Buffer.concat([dataSetBytes(ctElements(SLICE)), header(0x7fe00010, 'OW', TWO_GIB)]);

export interface PeersBeside {
  readonly name: string;
  readonly connections: number;
  /** What a connection does once it is open. */
  readonly act: (socket: Socket) => void;
  /** Until it opens the next, after the end of one. */
  readonly againMs: number;
}

export const IDLE_ASSOCIATIONS: PeersBeside = {
  name: '200 idle associations',
  connections: 200,
  againMs: COMES_AGAIN_MS,
  act: (socket) => socket.write(ASSOCIATE),
};

const silentConnections: PeersBeside = {
  name: '200 silent connections',
  connections: 200,
  againMs: COMES_AGAIN_MS,
  act: () => undefined,
};

/** An association request that takes hours. */
const slowLoris: PeersBeside = {
  name: '50 slow senders, a byte a second',
  connections: 50,
  againMs: COMES_AGAIN_MS,
  act(socket) {
    let sent = 0;
    const timer = setInterval(() => socket.write(ASSOCIATE.subarray(sent, ++sent)), LORIS_BYTE_MS);
    socket.on('close', () => clearInterval(timer));
  },
};

/** A peer that lost its power in the middle of an image; to be seen by timers only. */
const halfOpen: PeersBeside = {
  name: '50 associations cut in mid-image',
  connections: 50,
  againMs: COMES_AGAIN_MS,
  act(socket) {
    socket.write(ASSOCIATE);
    socket.once('data', () =>
      socket.write(Buffer.concat([STORE, dataSetPdus(3, Buffer.alloc(50_000)).subarray(0, -9)])),
    );
  },
};

const pduClaims: PeersBeside = {
  name: 'PDUs that claim 2 GiB',
  connections: 8,
  againMs: CLAIMS_PAUSE_MS,
  act(socket) {
    socket.write(ASSOCIATE);
    socket.once('data', () => socket.write(pdu(PDU_TYPE.data, Buffer.alloc(64), TWO_GIB)));
  },
};

const elementClaims: PeersBeside = {
  name: 'elements that claim 2 GiB',
  connections: 8,
  againMs: CLAIMS_PAUSE_MS,
  act(socket) {
    socket.write(ASSOCIATE);
    socket.once('data', () => {
      socket.write(Buffer.concat([STORE, dataSetPdus(3, CLAIMING_DATA_SET)]));
      socket.once('data', () => socket.destroy());
    });
  },
};

export const HOSTILE_PEERS = [
  IDLE_ASSOCIATIONS,
  silentConnections,
  slowLoris,
  halfOpen,
  pduClaims,
  elementClaims,
] as const;

export interface Disturbance {
  /** Connections made so far. */
  made(): number;
  stop(): void;
}

/** Resolves when they are in place. */
export async function disturb({ connections, act, againMs }: PeersBeside, port: number): Promise<Disturbance> {
  const sockets = new Set<Socket>();
  let made = 0;
  let ended = false;
  const open = () => {
    if (ended) return;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => act(socket));
    made++;
    sockets.add(socket);
    socket.on('data', () => undefined);
    // Being thrown out is what these peers are for.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(open, againMs).unref();
    });
  };
  for (let connection = 0; connection < connections; connection++) open();
  await sleep(GATHER_MS);
  return {
    made: () => made,
    stop() {
      ended = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
