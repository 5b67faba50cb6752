/**
 * Patience: how long a connection waits for its peer, by what it waits for; one timer a connection. The time in which the
 * peer waits for us never counts.
 */
import type { ErrorCode } from '../../service/errors/registry.js';
import type { Event } from './state-table.js';

export interface Times {
  /** ARTIM: for the request to come, and after our last word for the peer to close (PS3.8 §9.1.5). */
  readonly artimMs: number;
  /** For the next message on an open association, and for a peer that does not read our answers. */
  readonly idleMs: number;
  /** Within a message a peer must keep up `minBytesPerSecond` over each such while. */
  readonly slowMs: number;
  readonly minBytesPerSecond: number;
}

export interface TooLong {
  /** What it is to the state machine. */
  readonly event: Event;
  readonly code: ErrorCode;
  readonly message: string;
}

const ARTIM = { event: 'ARTIM timer expired', ms: ({ artimMs }: Times) => artimMs } as const;
const ABORT = { event: 'A-ABORT request primitive' } as const;

/** What is waited for, the time it may take, and what it is called if it does not come. */
const WAITS = {
  request: {
    ...ARTIM,
    code: 'association.request-late',
    message: 'No whole association request came in time.',
  },
  message: {
    ...ABORT,
    ms: ({ idleMs }) => idleMs,
    code: 'association.timeout',
    message: 'Nothing was asked on the association for too long.',
  },
  bytes: {
    ...ABORT,
    ms: ({ slowMs, idleMs }) => Math.min(slowMs, idleMs),
    code: 'association.too-slow',
    message: 'A message was begun and did not go on fast enough.',
  },
  drain: {
    // Nor would it read an A-ABORT.
    event: 'Transport connection closed indication',
    ms: ({ idleMs }) => idleMs,
    code: 'association.answers-unread',
    message: 'Our answers were not read for too long.',
  },
  /** Everything has been said. */
  close: { ...ARTIM, code: 'association.lost', message: 'The peer did not close.' },
} as const satisfies Record<string, TooLong & { ms(times: Times): number }>;

export type Wait = keyof typeof WAITS;

export class Patience {
  #wait: Wait | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** That came since the timer was set. */
  #bytes = 0;

  constructor(
    readonly times: Times,
    /** Told once a wait has been too long; no other is begun by then. */
    readonly tooLong: (what: TooLong) => void,
  ) {}

  /** Waits for something else from now on, for nothing of the peer if undefined; the same as before goes on. */
  waitFor(wait: Wait | undefined): void {
    if (wait === this.#wait) return;
    clearTimeout(this.#timer);
    this.#wait = wait;
    this.#bytes = 0;
    if (wait) this.#timer = setTimeout(() => this.#expired(wait), WAITS[wait].ms(this.times));
  }

  /** So many bytes came. */
  received(bytes: number): void {
    this.#bytes += bytes;
  }

  #expired(wait: Wait): void {
    const { ms, ...tooLong } = WAITS[wait];
    const enough = (this.times.minBytesPerSecond * ms(this.times)) / 1000;
    if (wait === 'bytes' && this.#bytes >= enough) {
      this.#bytes = 0;
      this.#timer?.refresh();
      return;
    }
    this.#wait = undefined;
    this.tooLong(tooLong);
  }
}
