/** What people and machines ask of the full registry while it receives: the worklist, a study, the depth of the queue. */
import { fixed, markdownTable } from '../ingest/table.js';
import { openRegistry, percentile, timeDepth, timeStudies, timeWorklist } from './figures.js';
import type { RegistryBench } from './registry-bench.js';

const LOOKS = 300;
const PERCENTILES = [50, 95, 100] as const;

/** A chapter of Markdown. */
export async function timeLooks({ registry, studies }: RegistryBench): Promise<string> {
  const full = openRegistry(registry);
  const looks = [
    ['worklist, 100 studies', timeWorklist(full, LOOKS)],
    ['a study with its trace', timeStudies(full, studies, LOOKS)],
    ['jobs by kind and state, as metrics and readiness ask', timeDepth(full, LOOKS)],
  ] as const;
  const rows = looks.map(([name, times]) => [
    name,
    ...PERCENTILES.map((percent) => fixed(2)(percentile(times, percent))),
  ]);
  full.close();
  return markdownTable(['milliseconds on the full registry', 'p50', 'p95', 'longest'], rows);
}
