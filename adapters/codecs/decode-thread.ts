/** What a decoder thread begins with. */
import { CODECS } from './codecs.js';
import { serveFrames } from './serve-frames.js';

serveFrames(CODECS);
