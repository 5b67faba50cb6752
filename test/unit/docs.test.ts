import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readYamlFile } from '../../adapters/disk/config-file.js';
import { loadConfig } from '../../service/config/load-config.js';
import { ERRORS } from '../../service/errors/registry.js';
import { projectPath } from '../support/project.js';

const folder = mkdtempSync(join(tmpdir(), 'cambium-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => projectPath(name)),
  ...readdirSync(projectPath('docs'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name)),
];

function yamlBlocks(page: string): readonly string[] {
  return [...readFileSync(projectPath(page), 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block);
}

describe('the documentation', () => {
  it('tells for every reason not to analyse what to do, and for nothing else', () => {
    const explained = [...readFileSync(projectPath('docs/unsuitable.md'), 'utf8').matchAll(/^### `(.*)`$/gm)];
    const unsuitable = Object.entries(ERRORS).flatMap(([code, { class: kind }]) =>
      kind === 'unsuitable' ? [code] : [],
    );
    expect(explained.map(([, code]) => code).sort()).toEqual(unsuitable.sort());
  });

  it.each(PAGES.map((page) => relative(projectPath(), page)))('%s links only to what is there', (page) => {
    const links = [...readFileSync(projectPath(page), 'utf8').matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(
      ([, target]) => target,
    );
    const local = links.filter((target) => !/^https?:/.test(target));
    expect(local.filter((target) => !existsSync(join(dirname(projectPath(page)), target)))).toEqual([]);
  });

  it.each(['README.md', 'docs/configuration.md'])('%s shows a configuration that is valid', (page) => {
    const blocks = yamlBlocks(page);
    expect(blocks.length).toBeGreaterThan(0);
    const path = join(folder, 'cambium.yaml');
    for (const block of blocks) {
      writeFileSync(path, block);
      const { peers } = loadConfig({ path, env: {}, readYaml: readYamlFile });
      expect(Object.keys(peers)).not.toHaveLength(0);
    }
  });

  it('deploys with a configuration that is valid', () => {
    const config = loadConfig({ path: projectPath('deploy/cambium.yaml'), env: {}, readYaml: readYamlFile });
    expect(config.deliver.destinations).toEqual(['ORTHANC']);
  });
});
