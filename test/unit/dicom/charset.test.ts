import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../service/dicom/charset.js';
import type { DataSet } from '../../../service/dicom/data-set.js';
import { readDataSet } from '../../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { ctdata } from '../../support/ctdata.js';
import { PYTHON, withPeer } from '../../support/peers.js';

const ESC = '\x1b';
const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('text', () => {
  // Names from the examples of PS3.5 Annexes H, I and K.
  it.each([
    ['ISO_IR 100', 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
    ['ISO_IR 126', '\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2', 'Διονυσιος'],
    ['ISO_IR 144', '\xbb\xee\xda', 'Люк'],
    ['ISO_IR 192', Buffer.from('Wang^XiaoDong=王^小東').toString('latin1'), 'Wang^XiaoDong=王^小東'],
    ['GB18030', 'Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang^XiaoDong=王^小东'],
    ['ISO_IR 13', '\xd4\xcf\xc0\xde^\xc0\xdb\xb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['\\ISO 2022 IR 149', `Hong=${ESC}$)C\xfb\xf3^${ESC}$)C\xd1\xce\xd4\xd7`, 'Hong=洪^吉洞'],
    ['\\ISO 2022 IR 87', `Yamada=${ESC}$B;3ED${ESC}(B^${ESC}$BB@O:${ESC}(B`, 'Yamada=山田^太郎'],
    ['', 'ASCII', 'ASCII'],
    ['NO SUCH SET', 'caf\xe9', 'café'],
  ])('in %s is decoded', (charset, text, decoded) => {
    expect(decodeText(bytes(text), charset)).toBe(decoded);
  });

  it.each([
    ['JIS X 0208', `${ESC}$B>=${ESC}(B`, '晶'],
    ['JIS C 6226', `${ESC}$@>=${ESC}(B`, '晶'],
    ['JIS X 0212', `${ESC}$(D0^${ESC}(B`, '伱'],
  ])('of %s may hold bytes that look like delimiters', (_, text, decoded) => {
    expect(decodeText(bytes(text), '\\ISO 2022 IR 87\\ISO 2022 IR 159')).toBe(decoded);
  });

  it('is in the first set again after each delimiter', () => {
    const greek = `${ESC}-F\xc4`;
    expect(decodeText(bytes(`${greek}^\xe9=${greek}\\\xe9`), 'ISO 2022 IR 100\\ISO 2022 IR 126')).toBe('Δ^é=Δ\\é');
  });

  it('never fails, whatever the escape', () => {
    for (const tail of ['', '$', '$(', '(', '%', '$)Z', '\x1b\x1b']) {
      expect(decodeText(bytes(`a${ESC}${tail}`), '\\ISO 2022 IR 87')).toContain('a');
    }
  });
});

/** Patient's Name of each file, and those in the items of its Requested Procedure Code Sequence. */
const NAMES_BY_PYDICOM = `
import json, sys, pydicom
def names(ds):
    return [str(ds.get('PatientName', ''))] + [name for item in ds.get('RequestedProcedureCodeSequence', []) for name in names(item)]
found = []
for path in sys.argv[1:]:
    ds = pydicom.dcmread(path, force=True)
    ds.decode()
    found.append(names(ds))
json.dump(found, sys.stdout)
`;

withPeer(['ctdata', 'pydicom'], 'real files in foreign character sets', () => {
  it('have the names that pydicom reads', () => {
    const folder = ctdata('odd', 'charset_files');
    const paths = readdirSync(folder)
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => join(folder, name));
    const output = execFileSync(PYTHON, ['-c', NAMES_BY_PYDICOM, ...paths], { encoding: 'utf8' });
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.map(namesIn)).toEqual(JSON.parse(output));
  });
});

function namesIn(path: string): readonly string[] {
  const { meta, dataSet } = splitPart10(readFileSync(path));
  return names(readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' }), '');
}

/** Items without a character set of their own are in that of the data set around them. pydicom drops an empty component at the end. */
function names(dataSet: DataSet, around: string): readonly string[] {
  const charset = dataSet.charset || around;
  const items = dataSet.items(0x00321064).flatMap((item) => names(item, charset));
  return [(dataSet.text(0x00100010, charset) ?? '').replace(/=$/, ''), ...items];
}
