/** docs/performance.md between its markers: what a script measured stands nowhere else. */
import { readFileSync, writeFileSync } from 'node:fs';

/** @throws Error if the file has no such markers */
export function writeBetweenMarkers(path: string, name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const before = readFileSync(path, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no markers "${begin}" and "${end}".`);
  writeFileSync(path, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
