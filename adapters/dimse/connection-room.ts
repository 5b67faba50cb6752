/**
 * ConnectionRoom: the connections there are, and which of them goes when there are too many. One without an association, be it
 * that none was asked for yet or that it is over, makes way for a new one, the oldest first: so those who open connections and
 * say nothing keep nobody out.
 */
import type { Acceptor } from './acceptor.js';

/** Enough for every sender of a hospital to ask in the same second. */
const MAX_WITHOUT_ASSOCIATION = 64;

export class ConnectionRoom {
  /** In the order they came. */
  readonly #inside = new Set<Acceptor>();
  /** Of all that are not at their end yet, those that had to go as well. */
  readonly #ends = new Set<Promise<void>>();

  enter(acceptor: Acceptor): void {
    this.#inside.add(acceptor);
    const end = acceptor.done.then(() => {
      this.#inside.delete(acceptor);
      this.#ends.delete(end);
    });
    this.#ends.add(end);
  }

  /** Makes room for one more; false if every connection has an association. */
  makeWay(maxConnections: number): boolean {
    const without = [...this.#inside].filter(({ association }) => !association);
    if (without.length < MAX_WITHOUT_ASSOCIATION && this.#inside.size < maxConnections) return true;
    const oldest = without.at(0);
    if (!oldest) return false;
    this.#inside.delete(oldest);
    oldest.cut('association.crowded-out', 'It had no association when another connection came.');
    return true;
  }

  /** Calling AE titles of the open associations. */
  callers(): readonly string[] {
    return [...this.#inside].flatMap(({ association }) => association?.callingAeTitle ?? []);
  }

  /** Ends those without association at once, the others after `graceMs`; resolves when all are at their end. */
  async empty(graceMs: number): Promise<void> {
    const cut = (acceptor: Acceptor) => acceptor.cut('association.shutdown', 'The node shuts down.');
    for (const acceptor of this.#inside) if (!acceptor.association) cut(acceptor);
    const late = setTimeout(() => this.#inside.forEach(cut), graceMs);
    await Promise.all(this.#ends);
    clearTimeout(late);
  }
}
