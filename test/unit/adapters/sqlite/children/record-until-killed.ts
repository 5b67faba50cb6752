/** Records instances for ever, and prints the number of each once it is recorded. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../../../adapters/sqlite/database.js';
import { createStudyRegistry } from '../../../../../adapters/sqlite/study-registry.js';
import { instance } from '../../../../support/instances.js';

const registry = createStudyRegistry(openDatabase(process.argv[2]));
for (let number = 1; ; number++) {
  registry.recordInstance(instance({ name: number, receivedAt: number }));
  writeSync(1, `${number}\n`);
}
