import { describe, expect, it } from 'vitest';
import { wrap } from '../../../../service/report/page/wrap.js';

const font = { size: 20, weight: 400 } as const;
/** Every character is one unit wide. */
const textWidth = (text: string) => text.length;

function lines(text: string, width: number, maxLines = 9): string[] {
  return wrap(text, { font, width, maxLines }, textWidth);
}

describe('breaking text into lines', () => {
  it('breaks between words', () => {
    expect(lines('one two three', 7)).toEqual(['one two', 'three']);
  });

  it('breaks a word that is longer than a line, such as a UID', () => {
    expect(lines('uid 1.2.840.10008', 6)).toEqual(['uid', '1.2.84', '0.1000', '8']);
  });

  it('keeps a number with its unit', () => {
    expect(lines('slices of 5.0 mm', 13)).toEqual(['slices of', '5.0\u00a0mm']);
    expect(lines('4 mmore', 4)).toEqual(['4', 'mmor', 'e']);
  });

  it('ends in an ellipsis, within the width, when there are more lines than allowed', () => {
    expect(lines('one two three four', 7, 2)).toEqual(['one two', 'three…']);
    expect(lines('one two sevenxx four', 7, 2)).toEqual(['one two', 'sevenx…']);
  });

  it('ends even where nothing fits', () => {
    expect(lines('ab', 0.5)).toEqual(['a', 'b']);
  });
});
