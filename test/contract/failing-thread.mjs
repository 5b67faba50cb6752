/** A decoder thread whose codec does what its frame says, in words: what no real frame does twice alike. */
import { existsSync, writeFileSync } from 'node:fs';
import { serveFrames } from '../../dist/adapters/codecs/serve-frames.js';

const RLE = '1.2.840.10008.1.2.5';
const kept = [];

const DEEDS = {
  answer: (_, format) => new Uint8Array(format.rows * format.columns * 2),
  'answer too little': () => new Uint8Array(1),
  loop: () => {
    for (;;);
  },
  throw: () => {
    throw new TypeError('A bug.');
  },
  end: () => process.exit(3),
  'take all memory': () => {
    for (;;) kept.push(new Array(100_000).fill('x'));
  },
  'end the first time': (mark, format) => {
    if (existsSync(mark)) return DEEDS.answer(mark, format);
    writeFileSync(mark, '');
    return DEEDS.end();
  },
};

serveFrames(
  new Map([
    [
      RLE,
      (frame, format) => {
        const [deed, mark] = Buffer.from(frame).toString().split(': ');
        return DEEDS[deed](mark, format);
      },
    ],
  ]),
);
