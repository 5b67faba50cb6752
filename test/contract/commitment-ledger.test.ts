import { commitmentLedgerContract } from './commitment-ledger.contract.js';
import { sqliteParts } from './sqlite-parts.js';

commitmentLedgerContract('SQLite', sqliteParts);
