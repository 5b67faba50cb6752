/** The threads of the frame decoder, with a codec that does what no frame can be made to do twice alike. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { FrameDecoder, FrameFormat } from '../../service/ports/frame-decoder.js';
import { projectPath } from '../support/project.js';

const RLE = '1.2.840.10008.1.2.5';
const FORMAT: FrameFormat = { rows: 3, columns: 4, bitsAllocated: 16, bitsStored: 16, signed: false };
const ENTRY = new URL('failing-thread.mjs', import.meta.url);
/** Of a thread that is running: to start one takes longer, and does not count. */
const FRAME_MS = 1000;

const scratch = mkdtempSync(join(tmpdir(), 'cambium-decoder-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('a decoder thread', () => {
  let decoder: FrameDecoder;
  beforeEach(() => {
    decoder = createFrameDecoder({ threads: 2, frameMilliseconds: FRAME_MS, entry: ENTRY });
  });
  afterEach(() => decoder.close());

  const decode = (deed: string) => decoder.decode(RLE, Buffer.from(deed), FORMAT);
  const outcome = (deed: string) =>
    decode(deed).then(
      (pixels) => `${pixels.length} bytes`,
      (error) => error.details,
    );

  it.each([
    ['does not come back from a frame', 'loop', /longer than 1 s/],
    ['is ended over a frame', 'end', /exit code 3/],
    ['meets an error nobody named', 'throw', /failed/],
    ['runs out of memory', 'take all memory', /failed|longer/],
    ['gives too little', 'answer too little', /1 bytes instead of 24/],
  ])('that %s makes it unreadable, and the next is decoded', async (_, deed, why) => {
    expect(await outcome(deed)).toMatch(why);
    expect(await outcome('answer')).toBe('24 bytes');
  });

  it('that was lost over a frame is replaced, and the frame is tried once more', async () => {
    expect(await outcome(`end the first time: ${join(scratch, 'tried')}`)).toBe('24 bytes');
  });

  it('that is lost harms none of the frames that wait', async () => {
    const deeds = ['answer', 'loop', 'end', 'answer', 'throw', 'answer', 'answer', 'loop', 'answer'];
    const outcomes = await Promise.all(deeds.map(outcome));
    expect(outcomes.map((text) => text === '24 bytes')).toEqual(deeds.map((deed) => deed === 'answer'));
  });

  it('rejects what is under way and what waits when the decoder is closed', async () => {
    const frames = ['loop', 'loop', 'answer'].map(outcome);
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS / 4));
    await decoder.close();
    expect(await Promise.all(frames)).toEqual(Array(3).fill('The frame decoder is closed.'));
  });
});

describe('the decoder', () => {
  it('names what keeps its threads from starting, which is no damage of a frame', async () => {
    const decoder = createFrameDecoder({ entry: new URL('no-such-thread.mjs', import.meta.url) });
    const error = await decoder.decode(RLE, Buffer.from('answer'), FORMAT).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(CambiumError);
  });

  it('does not keep a process alive that has its pixels', () => {
    const script = `
      import { createFrameDecoder } from ${JSON.stringify(projectPath('dist/adapters/codecs/frame-decoder.js'))};
      const decoder = createFrameDecoder({ entry: new URL(${JSON.stringify(ENTRY)}) });
      const pixels = await decoder.decode('${RLE}', Buffer.from('answer'), ${JSON.stringify(FORMAT)});
      console.log(pixels.length);`;
    const file = join(scratch, 'decode.mjs');
    writeFileSync(file, script);
    const printed = execFileSync(process.execPath, [file], { timeout: 20_000 });
    expect(printed.toString()).toBe('24\n');
  });
});
