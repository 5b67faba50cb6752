/**
 * Builds the densitometry pack: reads what its manifest says is to be counted, writes both graphs, and states the digest
 * and size of every file in the manifest. Run it after any change of the pack's folder: `npx tsx models/build/densitometry.ts`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isScalar, parseDocument } from 'yaml';
import { manifestSchema } from '../../service/analyze/pack/manifest.js';
import { packageRoot } from '../../service/package-root.js';
import { globalGraph } from './densitometry/global-graph.js';
import { layoutOf } from './densitometry/layout.js';
import { localGraph } from './densitometry/local-graph.js';
import { encodeModel } from './onnx/model.js';

/** The bytes of the pack's graphs: a function of its manifest alone. */
export function buildGraphs(manifestText: string): { readonly local: Buffer; readonly global: Buffer } {
  const layout = layoutOf(manifestSchema.parse(parseDocument(manifestText).toJS()));
  return { local: encodeModel(localGraph(layout)), global: encodeModel(globalGraph(layout)) };
}

/** The manifest with digest and size of each file put in place; everything else, comments too, stays as it is. */
export function stateFiles(manifestText: string, read: (path: string) => Buffer): string {
  const { files } = manifestSchema.parse(parseDocument(manifestText).toJS());
  return files.reduce((text, { path }, index) => {
    const bytes = read(path);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return replaceScalar(
      replaceScalar(text, ['files', index, 'sha256'], `'${digest}'`),
      ['files', index, 'bytes'],
      `${bytes.length}`,
    );
  }, manifestText);
}

function replaceScalar(text: string, path: readonly (string | number)[], value: string): string {
  const node = parseDocument(text).getIn(path, true);
  if (!isScalar(node) || !node.range) throw new Error(`The manifest has no ${path.join('.')}.`);
  return text.slice(0, node.range[0]) + value + text.slice(node.range[1]);
}

function buildPack(folder: string): void {
  const manifestPath = join(folder, 'manifest.yaml');
  const before = readFileSync(manifestPath, 'utf8');
  const { local, global } = buildGraphs(before);
  writeFileSync(join(folder, 'local.onnx'), local);
  writeFileSync(join(folder, 'global.onnx'), global);
  writeFileSync(
    manifestPath,
    stateFiles(before, (path) => readFileSync(join(folder, path))),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  buildPack(join(packageRoot(), 'models/packs/densitometry'));
