/** The analysis process: started by the node, it measures and reports, and dies alone if native code fails it. */
import { composeStudyWorker } from './compose-study-worker.js';
import { serveStudyWorker } from './operate/serve-study-worker.js';

serveStudyWorker(process, composeStudyWorker);
