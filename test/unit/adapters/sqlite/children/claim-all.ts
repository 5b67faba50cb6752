/** From a moment on, claims and completes analyze jobs until there is none, and prints the id of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../../../adapters/sqlite/database.js';
import { createJobQueue } from '../../../../../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../../../../../adapters/sqlite/study-registry.js';

const [path, from] = process.argv.slice(2);
const db = openDatabase(path);
const queue = createJobQueue(db);
const registry = createStudyRegistry(db);
await sleep(Number(from) - Date.now());
for (let claimed = queue.claim('analyze', 20, 60_000); claimed; claimed = queue.claim('analyze', 20, 60_000)) {
  registry.recordFindings(claimed.lease, { series: [], results: [], keyImages: [], packs: [], timings: {} }, 20);
  console.log(claimed.job.id);
}
