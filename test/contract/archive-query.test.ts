import { createArchiveQuery } from '../../adapters/dimse/archive-query.js';
import { archiveQueryContract } from './archive-query.contract.js';

archiveQueryContract('TCP', createArchiveQuery);
