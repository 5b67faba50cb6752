/**
 * Patience: how long a connection waits for its peer, by what it waits for; one timer a connection. The time in which the
 * peer waits for us never counts.
 */
import type { ErrorCode } from '../../service/errors/registry.js';

export interface Times {
  /** ARTIM: for the request to come, and after our last word for the peer to close (PS3.8 §9.1.5). */
  readonly artimMs: number;
  /** For the next message on an open association, and for a peer that does not read our answers. */
  readonly idleMs: number;
  /** Within a message a peer must keep up `minBytesPerSecond` over each such while. */
  readonly slowMs: number;
  readonly minBytesPerSecond: number;
}

/** What is waited for, the time it may take, and what it is called if it does not come. */
const WAITS = {
  request: {
    ms: ({ artimMs }: Times) => artimMs,
    code: 'association.request-late',
    message: 'No whole association request came in time.',
  },
  message: {
    ms: ({ idleMs }: Times) => idleMs,
    code: 'association.timeout',
    message: 'Nothing was asked on the association for too long.',
  },
  bytes: {
    ms: ({ slowMs, idleMs }: Times) => Math.min(slowMs, idleMs),
    code: 'association.too-slow',
    message: 'A message was begun and did not go on fast enough.',
  },
  drain: {
    ms: ({ idleMs }: Times) => idleMs,
    code: 'association.answers-unread',
    message: 'Our answers were not read for too long.',
  },
  /** Everything has been said. */
  close: { ms: ({ artimMs }: Times) => artimMs, code: 'association.lost', message: 'The peer did not close.' },
} as const satisfies Record<string, { ms: (times: Times) => number; code: ErrorCode; message: string }>;

export type Wait = keyof typeof WAITS;

export interface TooLong {
  readonly wait: Wait;
  readonly code: ErrorCode;
  readonly message: string;
}

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
    const { ms, code, message } = WAITS[wait];
    const enough = (this.times.minBytesPerSecond * ms(this.times)) / 1000;
    if (wait === 'bytes' && this.#bytes >= enough) {
      this.#bytes = 0;
      this.#timer?.refresh();
      return;
    }
    this.#wait = undefined;
    this.tooLong({ wait, code, message });
  }
}
