/** Tables set in columns: text to the left, numbers to the right, the last column wrapped to the terminal's width. */
export type Cell = string | number | undefined;

const GAP = '  ';
const MIN_LAST_COLUMN = 24;

/** Lines of a table. @param width of the terminal; unlimited if absent, as in a pipe */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  const text = [header, ...rows.map((row) => row.map(cellText))];
  const widths = header.map((_, column) => Math.max(...text.map((row) => row[column].length)));
  const rightAligned = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] !== 'string'),
  );
  const last = header.length - 1;
  const indent = widths.slice(0, last).reduce((sum, columnWidth) => sum + columnWidth + GAP.length, 0);
  const room = Math.max(MIN_LAST_COLUMN, width - indent);
  return text.flatMap((row) => {
    const [first = '', ...more] = rightAligned[last] ? [row[last].padStart(widths[last])] : wrap(row[last], room);
    const cells = row
      .slice(0, last)
      .map((cell, column) => (rightAligned[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])));
    return [[...cells, first].join(GAP).trimEnd(), ...more.map((rest) => ' '.repeat(indent) + rest)];
  });
}

function cellText(cell: Cell): string {
  return cell === undefined ? '' : String(cell);
}

function wrap(text: string, room: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
