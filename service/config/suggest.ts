/** What an unknown key was probably meant to be. */
import { configJsonSchema, type JsonSchema } from './json-schema.js';
import type { ConfigPath } from './problem.js';

/** Further apart than this, a suggestion would mislead. */
const MAX_DISTANCE = 3;

/** The known key nearest to `key` among those allowed at `path`. */
export function suggestKey(path: ConfigPath, key: string): string | undefined {
  const near = knownKeys(path)
    .map((known) => ({ known, distance: editDistance(known.toLowerCase(), key.toLowerCase()) }))
    .filter(({ known, distance }) => distance <= Math.min(MAX_DISTANCE, known.length / 2))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.known;
}

function knownKeys(path: ConfigPath): readonly string[] {
  let schema: JsonSchema | undefined = configJsonSchema();
  for (const segment of path) schema = schema && below(schema, String(segment));
  return Object.keys(schema?.properties ?? {});
}

function below({ properties, additionalProperties }: JsonSchema, segment: string): JsonSchema | undefined {
  return properties?.[segment] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
