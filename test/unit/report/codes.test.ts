import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { loadCodes } from '../../../adapters/disk/codes.js';
import { measureCodes, PRIVATE_SCHEME, unitCode } from '../../../service/report/codes.js';
import { PYTHON, withPeer } from '../../support/peers.js';
import { CODES_FILE } from '../../support/report-deps.js';

const codes = await loadCodes(CODES_FILE);

describe('the code table', () => {
  it('gives no two private concepts one value', () => {
    const byValue = new Map<string, Set<string>>();
    for (const { scheme, value, meaning } of everyCode()) {
      if (scheme === PRIVATE_SCHEME) byValue.set(value, (byValue.get(value) ?? new Set()).add(meaning));
    }
    expect([...byValue].filter(([, meanings]) => meanings.size > 1)).toEqual([]);
  });

  it('gives a measure that it does not list a private code of its own, short enough for a code value', () => {
    const long = 'a-measure-of-somebody-with-a-long-name';
    const { concept } = measureCodes(codes, { measure: long, title: 'T'.repeat(80) });
    expect(concept.scheme).toBe(PRIVATE_SCHEME);
    expect([concept.value.length, concept.meaning.length]).toEqual([16, 64]);
    expect(measureCodes(codes, { measure: `${long}r`, title: 'T' }).concept.value).not.toBe(concept.value);
    expect(measureCodes(codes, { measure: 'short', title: 'T' }).concept.value).toBe('short');
  });

  it('is not fooled by a measure or a unit named like a property of every object', () => {
    expect(measureCodes(codes, { measure: 'constructor', title: 'T' }).concept.scheme).toBe(PRIVATE_SCHEME);
    expect(unitCode(codes, 'toString')).toEqual({ value: 'toString', scheme: 'UCUM', meaning: 'toString' });
  });

  it.each([
    ['lacks a concept', (text: string) => text.replace(/^ {2}finding:.*\n/m, ''), 'concepts.finding'],
    [
      'has a value longer than 16 characters',
      (text: string) => text.replace("'126000'", "'12600012600012600'"),
      'imagingMeasurementReport.value',
    ],
    ['is no YAML', () => '{', 'cannot be read'],
  ])('is refused when it %s, with the place named', async (_, change, place) => {
    const folder = mkdtempSync(join(tmpdir(), 'cambium-codes-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'codes.yaml');
    writeFileSync(file, change(readFileSync(CODES_FILE, 'utf8')));
    await expect(loadCodes(file)).rejects.toMatchObject({
      code: 'report.codes-invalid',
      details: expect.stringContaining(place),
    });
  });
});

withPeer('pydicom', 'the code table against PS3.16 as pydicom has it', () => {
  const SCRIPT = `
import json, sys
from pydicom.sr._concepts_dict import concepts
found = []
for code in json.load(sys.stdin):
    entries = [names[code['value']] for names in concepts[code['scheme']].values() if code['value'] in names]
    found.append([[meaning, list(cids)] for meaning, cids in entries])
json.dump(found, sys.stdout)`;
  /** In TID 1500 itself, and in no context group: pydicom does not list it. */
  const NOT_LISTED = ['C0034375'];

  it('has the meaning, and the context group, of each standard code', () => {
    const standard = everyCode().filter(
      ({ scheme, value }) => !['RFC5646', PRIVATE_SCHEME].includes(scheme) && !NOT_LISTED.includes(value),
    );
    const { stdout, status } = spawnSync(PYTHON, ['-c', SCRIPT], { input: JSON.stringify(standard), encoding: 'utf8' });
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as [string, number[]][][];
    const wrong = standard.filter(({ meaning, source }, i) => {
      const group = /^CID (\d+)$/.exec(source)?.[1];
      return !found[i].some(([known, groups]) => known === meaning && (!group || groups.includes(Number(group))));
    });
    expect(standard.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });
});

interface ListedCode {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
  readonly source: string;
}

function everyCode(): ListedCode[] {
  const { concepts, units, measures } = parse(readFileSync(CODES_FILE, 'utf8')) as Record<
    string,
    Record<string, ListedCode>
  >;
  return [concepts, units, ...Object.values(measures)].flatMap((group) => Object.values(group)) as ListedCode[];
}
