import { sqliteParts } from './sqlite-parts.js';
import { studyRegistryContract } from './study-registry.contract.js';

studyRegistryContract('SQLite', sqliteParts);
