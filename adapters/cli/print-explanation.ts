/** The stacks of a study for people: geometry, and whether each would be used and why. */
import type { ExplainedStack, ExplainedStudy } from '../../service/operate/explain-folder.js';
import { type Cell, tableLines } from './table.js';
import { line, type TerminalStream } from './terminal.js';

const HEADER = ['series', 'stack', 'slices', 'plane', 'pixel mm', 'spacing mm', 'tilt °', 'gaps', 'used', 'why'];

export function printExplanation(stream: TerminalStream, { studyInstanceUid, stacks }: ExplainedStudy): void {
  line(stream, `study ${studyInstanceUid}`);
  for (const text of tableLines(HEADER, stacks.map(row), stream.columns)) line(stream, text);
}

function row(stack: ExplainedStack): readonly Cell[] {
  const { seriesNumber, slices, orientation, pixelSpacing, spacingMm, tiltDegrees, missing, used, code, sentence } =
    stack;
  return [
    seriesNumber ?? '–',
    stack.stack === undefined ? '' : [stack.stack, stack.label].filter(Boolean).join(' '),
    slices,
    orientation ?? '',
    pixelSpacing ? pixelSpacing.map((mm) => mm.toFixed(2)).join(' × ') : '',
    spacingMm?.toFixed(2) ?? '',
    tiltDegrees === undefined ? '' : degrees(tiltDegrees),
    missing ? gaps(missing.map(([, , z]) => z)) : '',
    used ? 'yes' : 'no',
    code ? `${sentence} (${code})` : sentence,
  ];
}

/** No minus before a zero. */
function degrees(tilt: number): string {
  return (Math.round(tilt * 10) / 10 || 0).toFixed(1);
}

/** By z, which every viewer shows; the first few are enough to find them. */
function gaps(places: readonly number[]): string {
  if (places.length === 0) return 'none';
  const shown = places.slice(0, 3).map((z) => z.toFixed(1));
  return `${places.length} at z ${shown.join(', ')}${places.length > shown.length ? ' …' : ''}`;
}
