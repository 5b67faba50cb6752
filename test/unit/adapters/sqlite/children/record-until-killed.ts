/** Records instances for ever, and prints the number of each once it is recorded. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../../../../adapters/sqlite/instance-index.js';
import { instance } from '../../../../support/instances.js';

const index = createInstanceIndex(openDatabase(process.argv[2]));
for (let number = 1; ; number++) {
  index.record([instance({ name: number, receivedAt: number })]);
  writeSync(1, `${number}\n`);
}
