import { jobQueueContract } from './job-queue.contract.js';
import { sqliteParts } from './sqlite-parts.js';

jobQueueContract('SQLite', sqliteParts);
