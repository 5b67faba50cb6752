import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asCambiumError, CambiumError, ERRORS, type ErrorCode, errorEntry } from '../../service/errors/registry.js';
import { sourceFiles, sourceText } from '../support/imports.js';
import { projectPath } from '../support/project.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const CLASSES = new Set(CODES.map((code) => errorEntry(code).class));

describe('the error registry', () => {
  it('writes each code as stage or subject, a dot, and words', () => {
    expect(CODES.filter((code) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  });

  it('says in a sentence what happened and what to do', () => {
    const odd = CODES.filter((code) => {
      const { summary, action } = errorEntry(code);
      return !/^[A-Z`].*\.$/s.test(summary) || !/^[A-Z`].*[.]$/s.test(action);
    });
    expect(odd).toEqual([]);
  });

  it('answers every refusal that a C-STORE can meet with a failure status of PS3.7 Annex C', () => {
    const answered = CODES.filter((code) => code.startsWith('instance.') || code.startsWith('storage.'));
    expect(answered.filter((code) => !isFailure(errorEntry(code).dimse))).toEqual([]);
  });

  it('gives an HTTP error status to every code', () => {
    expect(CODES.filter((code) => errorEntry(code).http < 400 || errorEntry(code).http > 599)).toEqual([]);
  });

  it('has each code in one table only', () => {
    const document = readFileSync(projectPath('docs/errors.md'), 'utf8');
    expect(CODES.filter((code) => document.split(`| \`${code}\` |`).length !== 2)).toEqual([]);
  });

  it('has no code that nothing gives', () => {
    const used = sourceFiles('service', 'adapters')
      .filter((file) => !file.startsWith('service/errors/'))
      .map(sourceText)
      .join('');
    expect(CODES.filter((code) => !used.includes(`'${code}'`))).toEqual([]);
  });

  it('has a place in the runbook for each class', () => {
    const runbook = readFileSync(projectPath('docs/runbook.md'), 'utf8');
    expect([...CLASSES].filter((name) => !new RegExp(`^## ${name}$`, 'mi').test(runbook))).toEqual([]);
  });

  it('names no code in the runbook that does not exist', () => {
    const runbook = readFileSync(projectPath('docs/runbook.md'), 'utf8');
    const named = [...runbook.matchAll(/^### `([^`]+)`/gm)].map(([, code]) => code ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !(code in ERRORS))).toEqual([]);
  });
});

describe('asCambiumError', () => {
  it('keeps a registered error and wraps what nobody named as a fault with its cause', () => {
    const registered = new CambiumError('storage.full');
    const cause = new TypeError('unforeseen');
    expect(asCambiumError(registered)).toBe(registered);
    expect(asCambiumError(cause)).toMatchObject({ code: 'internal.fault', class: 'fault', cause });
  });
});

function isFailure(status: number | undefined): boolean {
  return (
    status !== undefined && (status >> 12 === 0xa || status >> 12 === 0xc || (status >= 0x0105 && status <= 0x0212))
  );
}
