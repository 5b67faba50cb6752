/**
 * What a full registry costs: a hundred thousand studies of 300 slices are written (minutes, some ten gigabytes), then
 * recording is timed beside an empty registry, and the worklist and single studies are looked at. Prints Markdown.
 *
 *   npm run build && npx tsx test/bench/registry.ts [--studies 100000] [--rounds 200] [--dir FOLDER]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, medianRatio } from './ingest/statistics.js';
import { markdownTable } from './ingest/table.js';
import { SLICES } from './registry/bench-study.js';
import {
  bytesARow,
  checkFilled,
  openRegistry,
  percentile,
  timeRecords,
  timeStudies,
  timeWorklist,
} from './registry/figures.js';
import { fillRegistry } from './registry/fill.js';

const BATCH_SIZES = [1, 4] as const;
const LOOKS = 300;

const { values } = parseArgs({
  options: {
    studies: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '200' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const studies = Number(values.studies);
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(values.dir, 'cambium-registry-'));
try {
  const path = join(folder, 'full.sqlite');
  fill(path);
  measure(path, join(folder, 'empty.sqlite'));
} finally {
  rmSync(folder, { recursive: true });
}

function fill(path: string): void {
  const start = Date.now();
  fillRegistry(path, studies, (done) => {
    if (done % 5_000 === 0 || done === studies) process.stderr.write(`${done} studies, ${seconds(start)} s\n`);
  });
}

function measure(fullPath: string, emptyPath: string): void {
  const full = openRegistry(fullPath);
  const empty = openRegistry(emptyPath);
  checkFilled(full, studies >> 1);
  const memory = process.memoryUsage().rss;
  const rows = BATCH_SIZES.map((batchSize, i) => {
    const firstStudy = studies + i * rounds;
    const { commits, rounds: times } = timeRecords([empty, full], { rounds, firstStudy, batchSize });
    const ratio = medianRatio(times[0], times[1]);
    return [`record, ${batchSize} a commit`, ...commits.flatMap((list) => [median(list), percentile(list, 99)]), ratio];
  });
  const grown = process.memoryUsage().rss - memory;
  const looks = [
    ['worklist, 100 studies', timeWorklist(full, LOOKS)],
    ['a study with its trace', timeStudies(full, studies, LOOKS)],
  ] as const;
  const gigabytes = statSync(fullPath).size / 1e9;
  console.log(
    [
      `${studies} studies, ${studies * SLICES} instances, ${gigabytes.toFixed(1)} GB; ${bytesARow(full).toFixed(0)} bytes an`,
      `instance with its indexes; memory grew by ${(grown / 1e6).toFixed(0)} MB while recording. Milliseconds:\n`,
    ].join(' '),
  );
  const columns = ['', 'empty, median', 'empty, p99', 'full, median', 'full, p99', 'rate, full to empty'];
  console.log(
    `${markdownTable(
      columns,
      rows.map(([name, ...figures]) => [name, ...figures.map(shown)]),
    )}\n`,
  );
  const seen = looks.map(([name, times]) => [
    name,
    ...[50, 95, 100].map((percent) => shown(percentile(times, percent))),
  ]);
  console.log(markdownTable(['full registry', 'p50', 'p95', 'longest'], seen));
  empty.close();
  full.close();
}

function shown(figure: number | string): string {
  return Number(figure).toFixed(3);
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}
