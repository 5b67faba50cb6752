/** Generated series on disk for the tests of a suite, read once by the programs that read them correctly. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { allSeriesIn, type SeriesOnDisk } from './ct-folder.js';
import {
  type CtCase,
  dicomOf,
  makeCt,
  type Reader,
  type Reading,
  readAllBy,
  type Truth,
  truthOf,
} from './ct-oracles.js';

/** Hundreds of files and processes: seconds, or a minute on a machine that has other work. */
export const SCENE_LIMIT_MS = 240_000;

export interface GeneratedScene {
  /** For what else a test leaves. Goes with the scene. */
  readonly scratch: () => string;
  readonly series: (one: CtCase) => SeriesOnDisk;
  readonly truth: (one: CtCase) => readonly Truth[];
  readonly readings: (one: CtCase) => readonly { readonly reader: Reader; readonly found: readonly Reading[] }[];
}

/** To be called where a suite registers its hooks. @param readersOf which programs are to read a case; none if not given. */
export function generatedScene<Case extends CtCase>(
  cases: readonly Case[],
  readersOf: (one: Case) => readonly Reader[] = () => [],
): GeneratedScene {
  let folder = '';
  const readings = new Map<CtCase, { reader: Reader; found: readonly Reading[] }[]>();
  const series = ({ name }: CtCase) => allSeriesIn(dicomOf(folder, name))[0];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cambium-generated-'));
    makeCt(folder, cases);
    const jobs = cases.flatMap((one) => readersOf(one).map((reader) => ({ one, reader, files: series(one).paths })));
    const found = readAllBy(jobs, join(folder, '.read'));
    for (const [i, { one, reader }] of jobs.entries()) {
      readings.set(one, [...(readings.get(one) ?? []), { reader, found: found[i] }]);
    }
  }, SCENE_LIMIT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    scratch: () => folder,
    series,
    truth: (one) => truthOf(folder, one),
    readings: (one) => readings.get(one) ?? [],
  };
}
