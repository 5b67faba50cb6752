import { describe, expect, it } from 'vitest';
import { tableLines } from '../../../../adapters/cli/table.js';

describe('tableLines', () => {
  it('sets text to the left and numbers to the right', () => {
    expect(
      tableLines(
        ['name', 'n', 'why'],
        [
          ['a', 1, 'x'],
          ['long name', 100, 'y'],
        ],
      ),
    ).toEqual(['name         n  why', 'a            1  x', 'long name  100  y']);
  });

  it('wraps the last column to the width, under itself', () => {
    const lines = tableLines(['id', 'why'], [[1, 'a sentence that is longer than the terminal']], 30);
    expect(lines).toEqual(['id  why', ' 1  a sentence that is longer', '    than the terminal']);
  });

  it('leaves a cell empty that has nothing', () => {
    expect(tableLines(['a', 'b'], [[undefined, 'x']])).toEqual(['a  b', '   x']);
  });
});
