/** Reads a YAML file with the line of every key, so that a wrong one can be pointed at. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { ReadYaml } from '../../service/config/load-config.js';
import type { ConfigPath } from '../../service/config/problem.js';
import { CambiumError } from '../../service/errors/registry.js';

export const readYamlFile: ReadYaml = (path) => {
  const text = readText(path);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const syntaxProblems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lineAt(pos[0]),
    message,
  }));
  return {
    data: syntaxProblems.length > 0 ? undefined : (document.toJS() ?? undefined),
    syntaxProblems,
    lineOf: (keys) => lineAt(offsetOf(document.contents, keys)),
  };
};

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CambiumError('config.unreadable', `${path}: ${(cause as NodeJS.ErrnoException).code}.`, { cause });
  }
}

/** Offset of the key at `path`, or of the deepest one above it that is there. */
function offsetOf(root: Node | null, path: ConfigPath): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const segment of path) {
    const step = stepInto(node, segment);
    if (!step) return offset;
    offset = step.offset ?? offset;
    node = step.node;
  }
  return offset;
}

function stepInto(
  node: unknown,
  segment: string | number,
): { readonly node: unknown; readonly offset?: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }: Pair) => isScalar(key) && String(key.value) === String(segment));
  if (!pair) return undefined;
  return { node: pair.value, offset: isNode(pair.key) ? pair.key.range?.[0] : undefined };
}
