/** StageObservers: one observer that tells several, in the order they were added: logs, metrics, the node itself. */
import type { StageObserver } from '../ports/stage-observer.js';

export class StageObservers {
  readonly #observers: StageObserver[] = [];

  add(observer: StageObserver): void {
    this.#observers.push(observer);
  }

  readonly observe: StageObserver = (event) => {
    for (const observer of this.#observers) observer(event);
  };
}
