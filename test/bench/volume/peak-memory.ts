/** Run as a process: makes the tiles of the series in a folder and prints its seconds and its highest resident set in MB. */
import { seriesIn } from '../../interop/ct-folder.js';
import { peakMegabytes } from '../ingest/process-figures.js';
import { Cambium } from './cambium.js';

const cambium = new Cambium();
const { seconds } = await cambium.round(seriesIn(process.argv[2]), 'tiles');
await cambium.close();
console.log(`${seconds.toFixed(2)} ${peakMegabytes(process.pid).toFixed(0)}`);
