import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../support/generated-files.js';
import { projectPath } from '../support/project.js';

describe('files that code decides', () => {
  it.each(GENERATED_FILES)('$path is what `npm run generate` writes', ({ path, content }) => {
    expect(readFileSync(projectPath(path), 'utf8')).toBe(content());
  });
});
