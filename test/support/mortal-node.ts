/**
 * A node that ends itself with SIGKILL inside the observer, exactly where the event is: the process has no chance to
 * finish anything. Started as a process of its own, with `MortalNodeOrders` as its one argument.
 */
import { composeNode } from '../../service/compose.js';
import type { Config } from '../../service/config.js';
import type { StageEvent } from '../../service/ports/stage-observer.js';

export interface MortalNodeOrders {
  readonly config: Config;
  readonly death?: Death;
}

/** Dies at the `count`-th event of this name (and kind of job, if one is named). */
export interface Death {
  readonly event: StageEvent['event'];
  readonly kind?: 'analyze' | 'report' | 'deliver';
  readonly count: number;
}

const { config, death } = JSON.parse(process.argv[2]) as MortalNodeOrders;
let seen = 0;

const { node, observers } = await composeNode(config);
observers.add((event) => {
  if (!death || event.event !== death.event) return;
  if (death.kind && (!('kind' in event) || event.kind !== death.kind)) return;
  if (++seen === death.count) process.kill(process.pid, 'SIGKILL');
});
const port = await node.start();
process.stdout.write(`PORT ${port}\n`);
process.on('SIGTERM', () => void node.stop().then(() => process.exit(0)));
