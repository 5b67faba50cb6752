/** A well-behaved peer beside the attackers: it stores one small instance after the other and notes how long it was kept waiting. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ctDataSet } from '../support/data-sets.js';
import { DimsePeer } from '../support/dimse-peer.js';
import { data, echoCommand, PDV, pdv, RELEASE } from '../support/pdu-bytes.js';
import { digestOf } from './sent-data-sets.js';

const INSTANCES_AN_ASSOCIATION = 50;
const PAUSE_MS = 20;
const STUDY = '1.2.97.1';

export class Bystander {
  /** What was answered with Success: the digest of the data set by SOP Instance UID. */
  readonly acknowledged = new Map<string, string>();
  readonly complaints: string[] = [];
  slowestMs = 0;
  #stopped = false;
  #work: Promise<void> | undefined;

  constructor(readonly port: number) {}

  start(): void {
    this.#work = this.#storeOn();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  async #storeOn(): Promise<void> {
    while (!this.#stopped && this.complaints.length < 10) {
      try {
        await this.#association();
      } catch (error) {
        this.complaints.push(`a sender beside it: ${error instanceof Error ? error.message : error}`);
        await sleep(200);
      }
    }
  }

  async #association(): Promise<void> {
    const peer = await DimsePeer.connect(this.port);
    try {
      await this.#timed(() => peer.associate({ calling: 'BYSTANDER' }));
      for (let i = 0; i < INSTANCES_AN_ASSOCIATION && !this.#stopped; i++) {
        const uid = `1.2.97.2.${this.acknowledged.size}`;
        const pixels = Buffer.alloc(4_000, this.acknowledged.size);
        const dataSet = ctDataSet(uid, { studyInstanceUid: STUDY, pixels });
        const status = await this.#timed(() => peer.store(uid, dataSet));
        if (status === 0) this.acknowledged.set(uid, digestOf(dataSet));
        else this.complaints.push(`a sender beside it was answered ${status?.toString(16)}`);
        await sleep(PAUSE_MS);
      }
      peer.send(RELEASE);
      await peer.rest();
    } finally {
      peer.destroy();
    }
  }

  async #timed<Result>(act: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    try {
      return await act();
    } finally {
      this.slowestMs = Math.max(this.slowestMs, performance.now() - started);
    }
  }
}

/** Milliseconds of an association with one C-ECHO. */
export async function echoMilliseconds(port: number): Promise<number> {
  const started = performance.now();
  const peer = await DimsePeer.connect(port);
  try {
    await peer.associate({ calling: 'BYSTANDER' });
    peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
    if ((await peer.status()) !== 0) throw new Error('C-ECHO was not answered with Success.');
  } finally {
    peer.destroy();
  }
  return performance.now() - started;
}
