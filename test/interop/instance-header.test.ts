/** The header of every real file against what pydicom reads from it. Values are compared, never printed. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { InstanceHeader } from '../../service/dicom/instance-header.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import { CambiumError } from '../../service/errors/registry.js';
import { ctdata } from '../support/ctdata.js';
import { PYTHON, withPeer } from '../support/peers.js';

const SCRIPT = fileURLToPath(new URL('./read_headers.py', import.meta.url));
/** What pydicom does not tell: it is derived, or from the file meta information. */
const DERIVED: readonly string[] = ['lossy', 'burnedInAnnotation', 'transferSyntaxUid'];

withPeer(['ctdata', 'pydicom'], 'the header of a real file', () => {
  it('has the values that pydicom reads', { timeout: 120_000 }, () => {
    const files = [...headers()];
    const { stdout } = spawnSync(PYTHON, [SCRIPT], {
      input: files.map(({ path }) => path).join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const theirs: readonly Record<string, unknown>[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(theirs).toHaveLength(files.length);
    // A file that pydicom cannot read has no values to compare.
    expect(theirs.filter((values) => 'error' in values).length).toBeLessThan(5);
    const differing = files.flatMap(({ path, header }, i) =>
      'error' in theirs[i]
        ? []
        : differences(header, theirs[i]).map((name) => `${path.slice(ctdata().length)}: ${name}`),
    );
    expect(differing).toEqual([]);
    expect(files.length).toBeGreaterThan(500);
  });
});

/** Names of the attributes that differ. */
function differences(header: InstanceHeader, theirs: Record<string, unknown>): readonly string[] {
  const ours = JSON.parse(JSON.stringify(header)) as Record<string, unknown>;
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)].filter((name) => !DERIVED.includes(name)));
  return [...names].filter((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]));
}

function* headers(): Generator<{ readonly path: string; readonly header: InstanceHeader }> {
  for (const entry of readdirSync(ctdata(), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const header = entry.isFile() ? headerOf(path) : undefined;
    if (header) yield { path, header };
  }
}

function headerOf(path: string): InstanceHeader | undefined {
  const file = readFileSync(path);
  if (file.toString('latin1', 128, 132) !== 'DICM') return undefined;
  try {
    const { meta, dataSet } = splitPart10(file);
    return readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
  } catch (error) {
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}
