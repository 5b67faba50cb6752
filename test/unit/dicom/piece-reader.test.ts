import { describe, expect, it } from 'vitest';
import { PieceReader } from '../../../service/dicom/piece-reader.js';

const BYTES = Buffer.from('0123456789');

/** @param onEnd told when the source is read to its end or let go. */
async function* inPieces(size: number, onEnd = () => {}): AsyncGenerator<Buffer> {
  try {
    for (let at = 0; at < BYTES.length; at += size) yield BYTES.subarray(at, at + size);
  } finally {
    onEnd();
  }
}

describe('PieceReader', () => {
  it.each([1, 2, 3, 4, 10])('takes what is asked for, from pieces of %i bytes', async (size) => {
    const reader = new PieceReader(inPieces(size));
    expect(`${await reader.take(3)}`).toBe('012');
    expect(reader.position).toBe(3);
    expect(`${await reader.take(5)}`).toBe('34567');
    expect(`${await reader.take(0)}`).toBe('');
    expect(`${await reader.take(5)}`).toBe('89');
    expect(`${await reader.take(5)}`).toBe('');
    expect(reader.position).toBe(10);
  });

  it('passes pieces on as they come, cut where the wanted bytes end', async () => {
    const reader = new PieceReader(inPieces(4));
    await reader.take(2);
    const passed: string[] = [];
    for await (const piece of reader.pass(7)) passed.push(`${piece}`);
    expect(passed).toEqual(['23', '4567', '8']);
    expect(`${await reader.take(9)}`).toBe('9');
  });

  it('goes on behind a pass that was left early', async () => {
    const reader = new PieceReader(inPieces(4));
    for await (const _ of reader.pass(10)) break;
    expect(`${await reader.take(2)}`).toBe('45');
  });

  it('lets its source go when it is closed', async () => {
    let ended = false;
    const reader = new PieceReader(
      inPieces(4, () => {
        ended = true;
      }),
    );
    await reader.take(2);
    expect(ended).toBe(false);
    await reader.close();
    expect(ended).toBe(true);
  });
});
