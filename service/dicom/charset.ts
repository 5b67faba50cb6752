/**
 * Text of a data set, decoded by its Specific Character Set (0008,0005): PS3.3 §C.12.1.1.2, PS3.5 §6.1. Our documents are
 * written in ISO_IR 192, so a name must be decoded right to stay the same name.
 */

/** Defined terms without code extensions, by the label of their WHATWG encoding. */
const SINGLE: Readonly<Record<string, string>> = {
  '': 'latin1',
  'ISO_IR 6': 'latin1',
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Escape sequences of ISO 2022 that designate a set (PS3.3 Tables C.12-3 and C.12-4), and how text after them decodes. */
const ESCAPES: Readonly<Record<string, string>> = {
  '(B': 'latin1',
  '(J': 'shift_jis',
  ')I': 'shift_jis',
  '-A': 'latin1',
  '-B': 'iso-8859-2',
  '-C': 'iso-8859-3',
  '-D': 'iso-8859-4',
  '-L': 'iso-8859-5',
  '-G': 'iso-8859-6',
  '-F': 'iso-8859-7',
  '-H': 'iso-8859-8',
  '-M': 'windows-1254',
  '-b': 'iso-8859-15',
  '-T': 'windows-874',
  $B: 'jis-x-0208',
  '$@': 'jis-x-0208',
  '$(D': 'jis-x-0212',
  '$)C': 'euc-kr',
  '$)A': 'gbk',
};

/** Code extensions are not for these (PS3.3 §C.12.1.1.2): an escape in them is a character like another. */
const WITHOUT_EXTENSIONS = new Set(['utf-8', 'gb18030', 'gbk']);

const ESCAPE = 0x1b;
/** Sets of two bytes in G0: a byte that looks like a delimiter may be half of a character, and they end by escape alone. */
const TWO_BYTES_IN_G0 = new Set(['$B', '$@', '$(D']);
/** Caret, equals sign, backslash, tab and the line breaks of a text: the first set is active again after each. */
const DELIMITERS = new Set([0x5e, 0x3d, 0x5c, 0x09, 0x0a, 0x0c, 0x0d]);

/** The text of `bytes` in the character set(s) `charset` names, values of a multi-valued term separated by a backslash. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  const terms = charset.split('\\').map((term) => term.trim());
  const first = encodingOf(terms[0]);
  if (WITHOUT_EXTENSIONS.has(first) || !bytes.includes(ESCAPE)) return decode(bytes, first);
  return segments(bytes)
    .map((segment) => decodeSegment(segment, first))
    .join('');
}

/** A term with code extensions (`ISO 2022 IR 100`) starts in the set of its number. */
function encodingOf(term: string): string {
  return SINGLE[term.replace(/^ISO 2022 IR /, 'ISO_IR ')] ?? 'latin1';
}

interface Segment {
  /** What followed the escape character: the set that is active. */
  readonly designation: string;
  readonly bytes: Uint8Array;
}

/** Runs of text between escape sequences. A delimiter of a name or value resets to the first set (PS3.5 §6.1.2.5.3). */
function segments(bytes: Uint8Array): Segment[] {
  const found: Segment[] = [];
  let designation = '';
  let from = 0;
  const close = (to: number) => {
    if (to > from) found.push({ designation, bytes: bytes.subarray(from, to) });
  };
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === ESCAPE) {
      close(i);
      const length = bytes[i + 1] === 0x24 && (bytes[i + 2] === 0x28 || bytes[i + 2] === 0x29) ? 3 : 2;
      designation = Buffer.from(bytes.subarray(i + 1, i + 1 + length)).toString('latin1');
      i += length;
      from = i + 1;
    } else if (designation !== '' && !TWO_BYTES_IN_G0.has(designation) && DELIMITERS.has(bytes[i])) {
      close(i);
      designation = '';
      from = i;
    }
  }
  close(bytes.length);
  return found;
}

function decodeSegment({ designation, bytes }: Segment, first: string): string {
  const encoding = designation === '' ? first : (ESCAPES[designation] ?? first);
  // Two-byte Japanese sets lie in G0; with the high bits set they are EUC-JP, which the decoder knows.
  if (encoding === 'jis-x-0208')
    return decode(
      bytes.map((byte) => byte | 0x80),
      'euc-jp',
    );
  if (encoding === 'jis-x-0212') return decode(prefixed(bytes), 'euc-jp');
  return decode(bytes, encoding);
}

/** EUC-JP writes JIS X 0212 as three bytes, the first 0x8f. */
function prefixed(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) out.push(0x8f, bytes[i] | 0x80, bytes[i + 1] | 0x80);
  return Uint8Array.from(out);
}

function decode(bytes: Uint8Array, encoding: string): string {
  return encoding === 'latin1' ? Buffer.from(bytes).toString('latin1') : new TextDecoder(encoding).decode(bytes);
}
