/** Dies by SIGKILL while a study is being closed: with the revision written and its job just inserted, or after the commit. */
import { openDatabase } from '../../../../../adapters/sqlite/database.js';
import { createStudyRegistry } from '../../../../../adapters/sqlite/study-registry.js';

const [path, moment] = process.argv.slice(2);
const die = () => Number(process.kill(process.pid, 'SIGKILL'));

const db = openDatabase(path);
if (moment === 'within') {
  db.function('die', die);
  db.exec('CREATE TEMP TRIGGER dies_here AFTER INSERT ON jobs BEGIN SELECT die(); END');
}
createStudyRegistry(db).closeQuietStudies(10, 10, () => ({ inputDigest: 'x', series: [] }));
die();
