import { describe, expect, it } from 'vitest';
import { findCycles, type Import, importsOf, sourceFiles, sourceText } from '../support/imports.js';

const FILES = sourceFiles('service', 'adapters', 'models');
const IMPORTS = FILES.flatMap(importsOf);
/** The composition: compose.ts puts the node together, compose-operations.ts the commands. */
const COMPOSERS = /^service\/compose(-[a-z-]+)?\.ts$/;
const SERVICE_PACKAGES = new Set(['node:', 'zod', 'pino']);
const MAX_LINES = 250;

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const inService = within('service');
const inAdapters = within('adapters');
const isPackage = (to: string) => !to.endsWith('.ts') && !to.includes('./');
const adapterOf = (path: string) => path.split('/')[1];
const shown = (imports: readonly Import[]) => imports.map(({ from, to }) => `${from} imports ${to}`);

describe('the dependency rule', () => {
  it('lets service know only Node, zod, pino and itself', () => {
    const own = IMPORTS.filter(({ from }) => inService(from) && !COMPOSERS.test(from));
    const allowed = ({ from, to }: Import) => inService(to) || SERVICE_PACKAGES.has(to) || isDcmjsInItsFile(from, to);
    expect(shown(own.filter((found) => !allowed(found)))).toEqual([]);
  });

  it('lets dcmjs into one file', () => {
    const users = IMPORTS.filter(({ to }) => to === 'dcmjs').map(({ from }) => from);
    expect(users.filter((file) => file !== 'service/dicom/write-data-set.ts')).toEqual([]);
  });

  it('keeps every adapter to itself and the service', () => {
    const foreign = ({ from, to }: Import) => !isPackage(to) && !inService(to) && adapterOf(from) !== adapterOf(to);
    expect(shown(IMPORTS.filter((found) => inAdapters(found.from) && foreign(found)))).toEqual([]);
  });

  it('keeps what is put together out of what it is put together from', () => {
    const upward = IMPORTS.filter(({ from, to }) => COMPOSERS.test(to) && !isEntry(from));
    expect(shown(upward)).toEqual([]);
  });

  it('lets only the composition name adapters', () => {
    expect(
      shown(IMPORTS.filter(({ from, to }) => inAdapters(to) && !inAdapters(from) && !COMPOSERS.test(from))),
    ).toEqual([]);
  });

  it('builds models without adapters', () => {
    expect(shown(IMPORTS.filter(({ from, to }) => within('models')(from) && inAdapters(to)))).toEqual([]);
  });
});

describe('imports', () => {
  it('form no cycle at run time', () => {
    expect(findCycles(IMPORTS.filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });

  it('form no cycle among types either', () => {
    expect(findCycles(IMPORTS)).toEqual([]);
  });

  it('name only files that are there', () => {
    const known = new Set(FILES);
    expect(shown(IMPORTS.filter(({ to }) => to.endsWith('.ts') && !known.has(to)))).toEqual([]);
  });
});

describe('source files', () => {
  it(`have at most ${MAX_LINES} lines, and half of them fewer than 90`, () => {
    const lengths = FILES.map((file) => ({ file, lines: sourceText(file).split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeLessThan(90);
  });

  it('read the environment only where the configuration is loaded', () => {
    const readers = FILES.filter((file) => /\bprocess\.env\b/.test(sourceText(file)));
    expect(readers.filter((file) => !/^service\/config(\.ts|\/)/.test(file))).toEqual([]);
  });

  it('begin by saying what they are for', () => {
    expect(FILES.filter((file) => !/^(#!.*\n)?(import .*\n)*\n?\/\*\*/.test(sourceText(file)))).toEqual([]);
  });
});

describe('tests', () => {
  it('skip or single out nothing, except through withPeer', () => {
    const files = sourceFiles('test').filter(
      (file) => !file.startsWith('test/support/') && file !== 'test/unit/architecture.test.ts',
    );
    expect(files.filter((file) => /\.(skip|only|todo|skipIf|runIf)\(/.test(sourceText(file)))).toEqual([]);
  });
});

describe('the parser behind this test', () => {
  it('finds a cycle and tells types from values', () => {
    const typeImport = { from: 'a.ts', to: 'b.ts', typeOnly: true };
    const valueImport = { from: 'b.ts', to: 'a.ts', typeOnly: false };
    expect(findCycles([typeImport, valueImport])).toEqual([['a.ts', 'b.ts', 'a.ts']]);
    expect(findCycles([valueImport])).toEqual([]);
    const here = importsOf('service/errors/registry.ts');
    expect(here).toContainEqual({ from: 'service/errors/registry.ts', to: 'service/errors/entry.ts', typeOnly: true });
    expect(here).toContainEqual({
      from: 'service/errors/registry.ts',
      to: 'service/errors/analyze.ts',
      typeOnly: false,
    });
  });
});

function isDcmjsInItsFile(from: string, to: string): boolean {
  return to === 'dcmjs' && from === 'service/dicom/write-data-set.ts';
}

/** Programs: main.ts, and what child processes start with. They hand over to compose.ts. */
function isEntry(file: string): boolean {
  return /^service\/[a-z-]+\.ts$/.test(file);
}
