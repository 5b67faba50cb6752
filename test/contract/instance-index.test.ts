import { instanceIndexContract } from './instance-index.contract.js';
import { sqliteParts } from './sqlite-parts.js';

instanceIndexContract('SQLite', sqliteParts);
