/** The parsed YAML of a manifest in, a checked Manifest out; or `pack.invalid`, which names the path that is wrong. */
import type { z } from 'zod';
import { CambiumError } from '../../errors/registry.js';
import { REGION_LABELS } from '../regions/labels.js';
import { bins, labelNames, type Manifest, manifestSchema } from './manifest.js';
import type { Measure } from './measure.js';

/**
 * @param name of the file, for the error.
 * @throws CambiumError `pack.invalid`
 */
export function parseManifest(document: unknown, name: string): Manifest {
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success) throw invalid(name, parsed.error.issues.map(describeIssue));
  const problems = [...fileProblems(parsed.data), ...labelProblems(parsed.data), ...measureProblems(parsed.data)];
  if (problems.length > 0) throw invalid(name, problems);
  return parsed.data;
}

function invalid(name: string, problems: readonly string[]): CambiumError {
  return new CambiumError('pack.invalid', `${name}: ${problems.join('; ')}`);
}

/** `measures[2].gates.maxSliceMm: …` */
function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${place.replace(/^\./, '') || 'document'}: ${message}`;
}

function fileProblems({ files }: Manifest): readonly string[] {
  return (['local', 'global', 'card'] as const)
    .filter((role) => files.filter((file) => file.role === role).length !== 1)
    .map((role) => `files: exactly one file must have the role ${role}`);
}

/** The masks give these labels and no others: a pack that counts on another order would measure the wrong region. */
function labelProblems(manifest: Manifest): readonly string[] {
  const ours = Object.keys(REGION_LABELS);
  const same = labelNames(manifest).join() === ours.join();
  return same ? [] : [`input.steps[1].labels: this version labels ${ours.join(', ')}`];
}

function measureProblems(manifest: Manifest): readonly string[] {
  const known = new Set(labelNames(manifest));
  const ids = manifest.measures.map(({ id }) => id);
  return manifest.measures.flatMap((measure, index) => {
    const place = `measures[${index}]`;
    const unknown = labelsOf(measure).filter((label) => !known.has(label));
    const repeated = ids.indexOf(measure.id) !== index;
    return [
      ...unknown.map((label) => `${place}: no label is named ${label}`),
      ...(repeated ? [`${place}.id: ${measure.id} is taken`] : []),
      ...(isOnEdge(measure, manifest) ? [] : [`${place}.value.hu: not an edge of pool.bins`]),
    ];
  });
}

function labelsOf({ value, keyImage }: Measure): readonly string[] {
  const counted = value.kind === 'asymmetry' ? [...value.left, ...value.right] : value.of;
  return [...counted, ...keyImage.outline, ...keyImage.fallback];
}

function isOnEdge({ value }: Measure, manifest: Manifest): boolean {
  return value.kind !== 'share-below' || bins(manifest).edges.includes(value.hu);
}
