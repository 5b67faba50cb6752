/** Tables in Markdown. */
type Cell = string | number;

export function markdownTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

export function fixed(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits);
}
