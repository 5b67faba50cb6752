/** Locks a data folder, says so, and waits to be killed. */
import { lockDataFolder } from '../../../../../adapters/sqlite/lock.js';

lockDataFolder(process.argv[2]);
console.log('locked');
setInterval(() => undefined, 1000);
