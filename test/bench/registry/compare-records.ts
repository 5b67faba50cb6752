/** Recording alone, as the receiving process does it before each response, on the full registry and on an empty one. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { median, medianRatio } from '../ingest/statistics.js';
import { fixed, markdownTable } from '../ingest/table.js';
import { SLICES } from './bench-study.js';
import { bytesARow, checkFilled, openRegistry, percentile, timeRecords } from './figures.js';
import { studiesIn } from './full-node.js';
import type { RegistryBench } from './registry-bench.js';

const BATCH_SIZES = [1, 4] as const;
const COLUMNS = ['milliseconds', 'empty, median', 'empty, p99', 'full, median', 'full, p99', 'rate, full to empty'];

/** A chapter of Markdown. */
export async function compareRecords({ registry, folder, studies, rounds }: RegistryBench): Promise<string> {
  const before = studiesIn(registry);
  const full = openRegistry(registry);
  const empty = openRegistry(join(folder, 'empty.sqlite'));
  checkFilled(full, studies >> 1);
  const rows = BATCH_SIZES.map((batchSize, i) => {
    const firstStudy = before + i * rounds;
    const { commits, rounds: times } = timeRecords([empty, full], { rounds, firstStudy, batchSize });
    const figures = commits.flatMap((list) => [median(list), percentile(list, 99)]);
    return [`record, ${batchSize} a commit`, ...figures.map(fixed(3)), medianRatio(times[0], times[1]).toFixed(3)];
  });
  const gigabytes = (statSync(registry).size / 1e9).toFixed(1);
  const bytes = bytesARow(full).toFixed(0);
  empty.close();
  full.close();
  return [
    `${studies} studies, ${studies * SLICES} instances, ${gigabytes} GB; ${bytes} bytes an instance with its indexes. ` +
      `Recording alone, ${rounds} studies in turn.`,
    markdownTable(COLUMNS, rows),
  ].join('\n\n');
}
